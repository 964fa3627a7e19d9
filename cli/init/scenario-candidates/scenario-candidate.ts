/** A program and its arguments. */
export type CommandArguments = readonly [string, ...string[]];

/** Subject of a candidate; of each kind one is enough, except for existing benchmarks. */
export type CandidateKind =
  | 'benchmarks'
  | 'functions'
  | 'commands'
  | 'server'
  | 'page'
  | 'build'
  | 'load';

/** A candidate for the first measurement, not yet known to run. */
export interface ScenarioCandidate {
  /** In words: `the server "npm run --silent start"`. */
  readonly about: string;
  /** Creates a scenario; starts a server if there is one, whose port and routes are known then. */
  readonly plan: (signal: AbortSignal) => Promise<CandidatePlan>;
  /** Returns the parts of the candidate, for a list; absent: it is listed as one. */
  readonly list?: (signal: AbortSignal) => Promise<readonly ListedCandidate[]>;
}

export interface ListedCandidate {
  readonly about: string;
  /** Share of the time that the tests spend in the package; null: unknown. */
  readonly share: number | null;
  /** Time of a call, milliseconds; null: not measured. */
  readonly timeMs: number | null;
  /** Reason for which it is not chosen; null: none is known. */
  readonly problem: string | null;
}

export type CandidatePlan =
  | { readonly type: 'ready'; readonly first: FirstScenario }
  /** Its scenarios were tried one by one. */
  | {
      readonly type: 'measured';
      readonly first: FirstScenario;
      readonly saw: string;
      /** Files that Node.js loaded for them, absolute. */
      readonly loaded: readonly string[];
      readonly scenarios: number;
    }
  | { readonly type: 'failed'; readonly problem: string };

/** Purpose of running a program of the project. */
export type ProgramKind = 'load' | 'command' | 'benchmark';

/** Text of a first scenario, whose file is one folder below the root. */
export interface ScenarioText {
  readonly type: 'text';
  /** Returns the text for a command to run first on each side, such as a build; null: none. */
  readonly textOf: (prepare: CommandArguments | null) => string;
  /** It has been run already, or is known not to be needed here. */
  readonly prepare: CommandArguments | null;
  /** Response to the request, to be reported next to the time; null: it makes no request. */
  readonly answered: string | null;
  /** Results of its further scenarios, which are not tried one by one: "GET /items answers 200". */
  readonly others: readonly string[];
  /** True if it may take a minute: it starts a server, or builds. */
  readonly isLong: boolean;
  /** Purpose of its command; null: it has no command, or its purpose is unknown. */
  readonly program: ProgramKind | null;
  /** File next to it that it imports; null: none. */
  readonly inputs: { readonly name: string; readonly text: string } | null;
}

export type FirstScenario =
  | ScenarioText
  /** A file of the project that can be measured as it is, from the root. */
  | { readonly type: 'file'; readonly path: string };

/** A candidate that is known without running anything. */
export function createKnownCandidate(about: string, first: FirstScenario): ScenarioCandidate {
  return { about, plan: async () => ({ type: 'ready', first }) };
}

/** Creates the text of a scenario that needs no preparation or server unless stated. */
export function createScenarioText(
  textOf: ScenarioText['textOf'],
  more: Partial<ScenarioText> = {},
): ScenarioText {
  return {
    type: 'text',
    textOf,
    prepare: null,
    answered: null,
    others: [],
    isLong: false,
    program: null,
    inputs: null,
    ...more,
  };
}
