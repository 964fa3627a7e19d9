import type { Command } from './command.ts';
import type { Document } from './document-kind.ts';
import type { Flags, Options } from './option.ts';

/** A tool of the MCP server that runs a command of the plugin and answers with its document. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly command: Command;
  /** Options that a client may give; `true`: it has to. */
  readonly options: Readonly<Record<string, boolean>>;
  /** JSON Schema of the structured part of the answer; its text is the document's view. */
  readonly output: object;
  /** Words that name files, which must lie in the project. */
  pathsOf(flags: Flags<Options>): readonly string[];
  /** Command of the core that a call measures with, which has to be allowed too; null: none. */
  measuresWith(flags: Flags<Options>): 'compare' | null;
  answer(document: Document): unknown;
}
