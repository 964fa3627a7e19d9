import type { Host } from '../harness/host.ts';
import type { ExitCode } from '../harness/model/exit-code.ts';
import type { ProgressListener } from '../harness/model/progress.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { Document } from './document-kind.ts';
import type { Flags, Options } from './option.ts';

/** A command that a plugin brings. */
export interface Command<Table extends Options = Options> {
  /** `optimize`, or below another command `report`. */
  readonly name: string;
  /** One optional argument: `id`; absent: it takes none. */
  readonly argument?: string;
  /** One line in the list of commands. */
  readonly summary: string;
  /** Paragraph of its own help; absent: the summary. */
  readonly description?: string;
  /** Command lines that its help begins with. */
  readonly examples?: readonly string[];
  readonly options: Table;
  /** It writes a document in the formats that `--reporter` names. */
  readonly hasReports: boolean;
  /** Loads the modules of the command and runs it. @throws UserError for mistakes of the user. */
  run(context: CommandContext<Table>): Promise<Outcome>;
  /** Commands below it. */
  readonly commands?: readonly Command[];
}

/** Surroundings of one run of a command. */
export interface CommandContext<Table extends Options = Options> {
  readonly host: Host;
  /** Configuration of the project, with the options that every command has. */
  readonly config: Config;
  readonly flags: Flags<Table>;
  /** null: none was given. */
  readonly argument: string | null;
  /** Aborted where the user interrupts. */
  readonly signal: AbortSignal;
  /** Shown on standard error after two seconds. */
  readonly progress: CommandProgress;
}

/** Progress of a command; a later text replaces an earlier one. */
export interface CommandProgress {
  readonly say: (text: string) => void;
  /** Events of measurements that the command asks for. */
  readonly measuring: ProgressListener;
}

/** Result of a command. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** Text for standard output. */
  readonly text?: string;
  /** Document of a kind that the plugin brings. Beside a text it is written on request only. */
  readonly document?: Document;
}
