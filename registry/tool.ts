import type { Command } from './command.ts';
import type { Document } from './document-kind.ts';
import type { Flags, Options } from './option.ts';

/** A tool of the MCP server that runs a command of the plugin and answers with its document. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly command: Command;
  /** Argument of its command, a path in the project; absent: a client gives none. */
  readonly argument?: { readonly name: string; readonly help: string };
  /** Options that a client may give; `true`: it has to. */
  readonly options: Readonly<Record<string, boolean>>;
  /** JSON Schema of the structured part of the answer; its text is the document's view. */
  readonly output: object;
  /** Words that name files, which must lie in the project; absent: no option does. */
  pathsOf?(flags: Flags<Options>): readonly string[];
  /**
   * Command of the core that a call measures with, which has to be allowed too; null: none. Absent: no
   * call measures.
   */
  measuresWith?(flags: Flags<Options>): 'compare' | null;
  answer(document: Document): unknown;
}

/**
 * A tool whose work outlasts a call: a server begins it, reports its state and ends it by a tool each, and
 * works at one at a time.
 */
export interface LongTool extends Pick<Tool, 'command' | 'options' | 'pathsOf'> {
  /** Its tools are `<name>_start`, `<name>_status` and `<name>_stop`. */
  readonly name: string;
  /** The work in messages: `loop`. */
  readonly noun: string;
  readonly start: ToolText;
  readonly status: ToolText;
  readonly stop: ToolText;
  /** Subject of the work. @throws UserError for flags that the command would refuse after the answer. */
  subjectOf(flags: Flags<Options>): string;
}

interface ToolText {
  readonly title: string;
  readonly description: string;
}
