import type { Host } from '../harness/host.ts';
import type { ExitCode } from '../harness/model/exit-code.ts';
import type { ProgressListener } from '../harness/model/progress-event.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import { type Flags, type Options, type OptionValues, readOptions } from './cli-command-option.ts';
import type { Document } from './plugin-document-kind.ts';
import type { OpenCollection } from './stored-document-collection.ts';

/** A command as its users see it. */
export interface Usage<Table extends Options = Options> {
  /** Name, such as `profile`, or `list` for a subcommand. */
  readonly name: string;
  /** Arguments: `[id]`, `<from> <to>`, `[scenarios...]`; absent: none. */
  readonly takes?: string;
  /** Arguments as shown in its help, if different. */
  readonly shows?: string;
  /** Set when it measures the command given after `--`. */
  readonly takesCommand?: boolean;
  /** Line in the list of commands; absent for commands that only perf-harness itself calls. */
  readonly summary?: string;
  /** Paragraph in its help; absent: the summary. */
  readonly description?: string;
  /** Command lines that its help begins with. */
  readonly examples?: readonly string[];
  /** Search words for which `help` suggests it. */
  readonly words?: readonly string[];
  readonly options: Table;
}

/** Parsed command line of a command. */
export interface Call<Table extends Options = Options> {
  readonly host: Host;
  /** Arguments as given. */
  readonly words: readonly string[];
  /** Command after `--`; null if there is none. */
  readonly command: readonly string[] | null;
  /** Options as typed. */
  readonly flags: Flags<Table>;
  readonly options: OptionValues<Table>;
}

/** Returns the command line of flags and arguments. @throws UserError: invalid option value. */
export function createCall<Table extends Options>(
  host: Host,
  table: Table,
  {
    flags,
    words = [],
    command = null,
  }: Pick<Call<Table>, 'flags'> & Partial<Pick<Call<Table>, 'words' | 'command'>>,
): Call<Table> {
  return { host, words, command, flags, options: readOptions(table, flags) };
}

/** A command that a plugin brings. */
export interface Command<Table extends Options = Options> extends Usage<Table> {
  /** It writes a document in the formats that `--reporter` names. */
  readonly hasReports: boolean;
  /** True for a server, for which an interrupt is the regular end: its exit code is unchanged. */
  isServer?(flags: Flags<Table>): boolean;
  /** It has no `--config` and `--state-dir`. */
  readonly isWithoutProject?: true;
  /** Set when its documents contain runs, so that measurement formats apply. */
  readonly hasRuns?: true;
  /** Its documents have results at lines of code, which SARIF takes. */
  readonly hasLines?: true;
  /** Loads the modules of the command and runs it. @throws UserError for mistakes of the user. */
  run(context: CommandContext<Table>): Promise<Outcome>;
  /** Commands below it. */
  readonly commands?: readonly Command[];
}

/** Context of one run of a command. */
export interface CommandContext<Table extends Options = Options> extends Call<Table> {
  /** Configuration of the project, with the options that every command has. */
  readonly config: Config;
  /**
   * Stored documents of the core and of all plugins, by the names of their collections.
   * @throws UserError for a plugin that cannot be loaded.
   */
  readonly openCollections: () => Promise<ReadonlyMap<string, OpenCollection>>;
  /** Aborts on an interrupt by the user. */
  readonly signal: AbortSignal;
  /** Shown on standard error after two seconds. */
  readonly progress: CommandProgress;
  /** Asks the user for confirmation; null where no user can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Called with the first outcome that can be inspected; absent: it is not needed. */
  readonly onBegun?: (begun: Outcome) => void;
}

/** Command that only groups its subcommands. */
export interface CommandGroup extends Usage<Record<never, never>> {
  readonly commands: readonly Command[];
}

/** Progress of a command; a later text replaces an earlier text. */
export interface CommandProgress {
  readonly say: (text: string) => void;
  /** A line that stays. */
  readonly log: (text: string) => void;
  /** Called with the events of measurements that the command runs. */
  readonly measuring: ProgressListener;
}

/** Result of a command. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** Text for standard output. */
  readonly text?: string;
  /** Document of the core or a plugin's kind; if there is a text, written only on request. */
  readonly document?: Document;
  /** Baseline that a report of runs names in its next step; absent: none. */
  readonly baseline?: string | null;
  /** Decision that the work is paused for. */
  readonly waitsFor?: string;
  /** Options with which long work continues after the input sent to it; absent: it does not. */
  readonly goesOnWith?: Readonly<Record<string, string>>;
}
