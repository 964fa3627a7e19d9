import type { Command } from './cli-command-definition.ts';
import type { Flags, Options } from './cli-command-option.ts';
import type { Document } from './plugin-document-kind.ts';

interface ToolText {
  readonly title: string;
  readonly description: string;
}

/** Input of a tool: the arguments and options of a command that a client may give. */
interface ToolInput {
  readonly command: Command;
  /** Arguments in the command's order; absent: none can be given. */
  readonly arguments?: readonly ToolArgument[];
  /** Options that a client may give; `true` marks a required option. */
  readonly options: Readonly<Record<string, boolean>>;
  /** Returns files given by options, which must be in the project; absent: there are none. */
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

/** Tool that responds with a command's document; the text is the command's, else its view's. */
interface DocumentTool extends ToolText, ToolInput {
  readonly name: string;
}

/** Tool that runs a command of the plugin and responds with its document. */
export interface Tool extends DocumentTool {
  /**
   * Returns the core command with which a call measures, which must be permitted too; null if it
   * does not measure. Absent: no call measures.
   */
  measuresWith?(flags: Flags<Options>): 'compare' | null;
  /** Word that allows it. Default: that of the plugin. */
  readonly permission?: string;
  /** True if every call measures. */
  readonly measures?: boolean;
  /** Returns the text of the response. Default: the command's, else the view's. */
  text?(document: Document): Promise<string>;
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
 * Tool whose work outlasts a call: a server has separate tools to start it, report its state and
 * stop it, and does one such work at a time.
 */
export interface LongTool extends ToolInput {
  /** Its tools are `<name>_start`, `<name>_status` and `<name>_stop`. */
  readonly name: string;
  /** The work in messages: `loop`. */
  readonly noun: string;
  readonly start: ToolText;
  /**
   * State of the work: its latest output, or the document of a command that reads its files. In
   * that case the start responds with the outcome passed to `onBegun`.
   */
  readonly status: ToolText | WorkTool;
  /** Absent: it ends by itself. */
  readonly stop?: ToolText;
  /** Tools that send input to the work, which continues where their outcome says with what. */
  readonly others?: readonly WorkTool[];
  /** Returns the work's subject. @throws UserError for flags the command would reject later. */
  subjectOf(flags: Flags<Options>, words: readonly string[]): string;
}
