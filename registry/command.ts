import type { Host } from '../harness/host.ts';
import type { ExitCode } from '../harness/model/exit-code.ts';
import type { ProgressListener } from '../harness/model/progress-event.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { OpenCollection } from './collection.ts';
import type { Document } from './document-kind.ts';

import { type Flags, type Options, type OptionValues, readOptions } from './option.ts';

/** A command as its users see it. */
export interface Usage<Table extends Options = Options> {
  /** `profile`, or below another command `list`. */
  readonly name: string;
  /** Arguments that it takes: `[id]`, `<from> <to>`, `[scenarios...]`; absent: none. */
  readonly takes?: string;
  /** Arguments as its help shows them, where that differs. */
  readonly shows?: string;
  /** It measures what follows `--`. */
  readonly takesCommand?: boolean;
  /** One line in the list of commands; absent where only its own processes call it. */
  readonly summary?: string;
  /** Paragraph of its own help; absent: the summary. */
  readonly description?: string;
  /** Command lines that its help begins with. */
  readonly examples?: readonly string[];
  /** Words that people come with, for which `help` names it. */
  readonly words?: readonly string[];
  readonly options: Table;
}

/** A command line of one command. */
export interface Call<Table extends Options = Options> {
  readonly host: Host;
  /** Arguments as they stand. */
  readonly words: readonly string[];
  /** Command behind `--`; null: none. */
  readonly command: readonly string[] | null;
  /** Options as typed. */
  readonly flags: Flags<Table>;
  readonly options: OptionValues<Table>;
}

/** The command line that flags and words stand for. @throws UserError for a word that an option does not take. */
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
  /** True for a server, which an interrupt ends as it is meant to: its exit code stays its own. */
  isServer?(flags: Flags<Table>): boolean;
  /** It has no `--config` and `--state-dir`. */
  readonly isWithoutProject?: true;
  /** Its documents hold runs, which formats for measurements take. */
  readonly hasRuns?: true;
  /** Its documents have results at lines of code, which SARIF takes. */
  readonly hasLines?: true;
  /** Loads the modules of the command and runs it. @throws UserError for mistakes of the user. */
  run(context: CommandContext<Table>): Promise<Outcome>;
  /** Commands below it. */
  readonly commands?: readonly Command[];
}

/** Surroundings of one run of a command. */
export interface CommandContext<Table extends Options = Options> extends Call<Table> {
  /** Configuration of the project, with the options that every command has. */
  readonly config: Config;
  /**
   * Stored documents of the core and of all plugins, by the names of their collections.
   * @throws UserError for a plugin that cannot be loaded.
   */
  readonly openCollections: () => Promise<ReadonlyMap<string, OpenCollection>>;
  /** Aborted where the user interrupts. */
  readonly signal: AbortSignal;
  /** Shown on standard error after two seconds. */
  readonly progress: CommandProgress;
  /** Asks the user for confirmation; null where no user can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Takes the first outcome that others can look at; absent: nobody waits for it. */
  readonly onBegun?: (begun: Outcome) => void;
}

/** A command that does nothing but hold those below it. */
export interface CommandGroup extends Usage<Record<never, never>> {
  readonly commands: readonly Command[];
}

/** Progress of a command; a later text replaces an earlier one. */
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
  /** Document of the core, or of a kind that the plugin brings. Beside a text it is written on request only. */
  readonly document?: Document;
  /** Baseline that a report of runs names in its next step; absent: none. */
  readonly baseline?: string | null;
  /** Decision that the work is paused for. */
  readonly waitsFor?: string;
  /** Options with which the long work that a command spoke to goes on; absent: it does not. */
  readonly goesOnWith?: Readonly<Record<string, string>>;
}
