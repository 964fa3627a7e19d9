import type { Command } from './command.ts';
import type { Document } from './document-kind.ts';
import type { Flags, Options } from './option.ts';

interface ToolText {
  readonly title: string;
  readonly description: string;
}

/** Input of a tool: what a client may give of a command. */
interface ToolInput {
  readonly command: Command;
  /** Arguments of the command, in its order; absent: a client gives none. */
  readonly arguments?: readonly ToolArgument[];
  /** Options that a client may give; `true`: it has to. */
  readonly options: Readonly<Record<string, boolean>>;
  /** Options that name files, which must lie in the project; absent: none does. */
  pathsOf?(flags: Flags<Options>): readonly string[];
}

export interface ToolArgument {
  readonly name: string;
  readonly help: string;
  /** It names a file, which must lie in the project. */
  readonly isPath?: boolean;
  readonly isRequired?: boolean;
  /** The last argument, as a list. */
  readonly isRepeatable?: boolean;
  /** It is a text of any length that people write. */
  readonly isText?: boolean;
}

/** Tool that answers with the document of a command; its text is the command's, else the document's view. */
interface DocumentTool extends ToolText, ToolInput {
  readonly name: string;
  /** JSON Schema of the structured part of the answer. */
  readonly output: object;
}

/** A tool that runs a command of the plugin and answers with its document. */
export interface Tool extends DocumentTool {
  /**
   * Command of the core that a call measures with, which has to be allowed too; null: none. Absent: no
   * call measures.
   */
  measuresWith?(flags: Flags<Options>): 'compare' | null;
  answer(document: Document): unknown;
}

/** Tool about the long work of a server. */
export interface WorkTool extends DocumentTool {
  answer(document: Document, work: WorkState): unknown;
}

/** State of a work of a server. */
interface WorkState {
  readonly isRunning: boolean;
  /** Reason of an end before its time. */
  readonly problem: string | null;
}

/**
 * A tool whose work outlasts a call: a server begins it, reports its state and ends it by a tool each, and
 * works at one at a time.
 */
export interface LongTool extends ToolInput {
  /** Its tools are `<name>_start`, `<name>_status` and `<name>_stop`. */
  readonly name: string;
  /** The work in messages: `loop`. */
  readonly noun: string;
  readonly start: ToolText;
  /**
   * State of the work: its last words, or the document of a command that reads its files. A start then
   * answers with the outcome that the command gives to `onBegun`.
   */
  readonly status: ToolText | WorkTool;
  /** Absent: it ends by itself. */
  readonly stop?: ToolText;
  /** Tools that send input to the work, which continues where their outcome says with what. */
  readonly others?: readonly WorkTool[];
  /** Subject of the work. @throws UserError for flags that the command would refuse after the answer. */
  subjectOf(flags: Flags<Options>, words: readonly string[]): string;
}
