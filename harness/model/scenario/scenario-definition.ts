import type {
  CommandCacheDefinition,
  DistributionDefinition,
  ServerCacheDefinition,
} from './cache-definition.ts';
import type { FaultsDefinition } from './fault-injection.ts';
import type { HistoryDefinition } from './history-config-definition.ts';
import type { NormOverrides } from './industry-duration-norms.ts';
import type { PageFlowFunction, PageFlowParts } from './page-flow.ts';
import type { Params, ParamValue } from './scenario.ts';

/** A time such as `'500 ms'`, `'2 s'`, `'1 min'`; a bare number is milliseconds. */
export type Duration = string | number;
/** Arguments, run without a shell; or text, which the system's shell runs. */
export type CommandDefinitionLine = readonly string[] | string;

/** Number of trials, and when they suffice. */
export interface TrialsDefinition {
  /** Fewest trials; at least 3. Default 5. */
  readonly min?: number;
  /** Most trials. Default 30. */
  readonly max?: number;
  /** Stop when half the interval is below this share of the centre. Default `'2 %'`. */
  readonly precision?: string | number;
  /** Stop after this time. Default `'30 s'`. */
  readonly time?: Duration;
}

/** Keys that every kind of scenario has. */
export interface CommonDefinition<P extends Params = Params, F = unknown> {
  readonly name: string;
  /** Runs once in each unit before it is measured; its result is passed to `run`. */
  readonly setup?: (params: P) => F | Promise<F>;
  /** Runs once in each unit after it was measured. */
  readonly teardown?: (fixture: F, params: P) => unknown;
  /** Runs before each operation, outside the measured time. */
  readonly beforeEach?: (fixture: F, params: P) => unknown;
  /** Environment variables of the units, added to those of the command itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** From the folder of the scenario's file. Default: the project's root. */
  readonly cwd?: string;
  /** Runs once before the first unit, such as a build. */
  readonly prepare?: CommandDefinitionLine;
  /** Metrics beyond the kind's own. */
  readonly metrics?: readonly string[];
  /** Values of parameters: every combination is measured. */
  readonly params?: Readonly<{ [K in keyof P]: readonly P[K][] }>;
  /** Alternatives with the same group are measured interleaved and ranked. */
  readonly group?: string;
  /** Limits: `{ wall_time: '< 2 ms', error_rate: ['warn', '< 0.1 %'] }`. */
  readonly budgets?: Readonly<Record<string, string | readonly ['warn' | 'error', string]>>;
  /** Worsening allowed against a base: `{ wall_time: '5 %' }`. */
  readonly regression?: Readonly<Record<string, string | number>>;
  /** Smaller differences count as none. */
  readonly margin?: string | number;
  /** Number of trials; a plain number is exact. */
  readonly trials?: number | TrialsDefinition;
  /** Time limit of one unit. Default 60 s plus the measuring time. */
  readonly timeout?: Duration;
  readonly tags?: readonly string[];
}

/** Measures calls of a function, sync or async. */
export interface FunctionDefinition<P extends Params = Params, F = unknown>
  extends CommonDefinition<P, F> {
  readonly run: (fixture: F, params: P) => unknown;
  readonly command?: never;
  readonly http?: never;
  /** Flags for the Node.js of the units. */
  readonly nodeArgs?: readonly string[];
  /** Measuring time of a trial. Default 500 ms. */
  readonly duration?: Duration;
  /** Longest warm-up of a trial. Default 500 ms. */
  readonly warmup?: Duration;
  /** Settings for counting `instructions`; enables that metric. */
  readonly instructions?: InstructionsDefinition & {
    /** Calls in the shorter of the two counted intervals. Default: determined automatically. */
    readonly iterations?: number;
  };
}

/** Settings for counting machine instructions. */
export interface InstructionsDefinition {
  /** Without V8's compilers. Default false. */
  readonly jitless?: boolean;
}

/** Measures runs of a command. `{name}` in the text is replaced by a parameter. */
export interface CommandDefinition<P extends Params = Params, F = unknown>
  extends CommonDefinition<P, F> {
  readonly command: CommandDefinitionLine;
  readonly run?: never;
  readonly http?: never;
  /** Default `[0]`. */
  readonly exitCodes?: readonly number[];
  /** Source of `cache_hit_rate`; enables that metric. */
  readonly cache?: CommandCacheDefinition;
  /** Settings for counting `instructions`; enables that metric. */
  readonly instructions?: InstructionsDefinition;
}

/** The server that a scenario measures: it is started for each trial and stopped after it. */
export interface ServerDefinition {
  readonly command: CommandDefinitionLine;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Readiness check: a responding path, a fixed server port, or a log line. Default: the port. */
  readonly ready?:
    | string
    | number
    | { readonly log: string }
    | { readonly path: string }
    | { readonly port: number };
  /** Default 30 s. */
  readonly readyTimeout?: Duration;
  /** false: no module is loaded into a server of Node.js to watch it from inside. Default true. */
  readonly observe?: boolean;
  /** Faults that a proxy injects into requests, to see how the program copes. */
  readonly faults?: FaultsDefinition;
}

/** The request that is sent, and how much load it makes. */
export interface RequestDefinition {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a string is sent as JSON. */
  readonly body?: unknown;
  readonly expectStatus?: number | readonly number[];
  /** Default 10 s. */
  readonly timeout?: Duration;
  /** Closed model: connections that each wait for their response. Default 10. */
  readonly connections?: number;
  /** Open model: requests per second, regardless of the server. */
  readonly rate?: number;
  /** Open model: maximum number of concurrent requests. Default 1,000. */
  readonly maxConnections?: number;
  /** Duration of one load run. Default 2 s. */
  readonly duration?: Duration;
  /** Load before it, not counted. Default 500 ms. */
  readonly warmup?: Duration;
}

/** Measures a server under load. Without `server` the URL must be up already. */
export interface HttpDefinition<P extends Params = Params, F = unknown>
  extends CommonDefinition<P, F> {
  readonly server?: ServerDefinition;
  readonly http: RequestDefinition | string;
  /** Named limits, in addition to `budgets`. */
  readonly preset?: 'kpi-web' | 'k6-strict' | 'incident-exit';
  /** Source of `cache_hit_rate`; enables that metric. */
  readonly cache?: ServerCacheDefinition;
  readonly run?: never;
  readonly command?: never;
}

/** A k6 script, and how it is run. */
export interface K6ScriptDefinition extends DistributionDefinition {
  /** From the folder of the scenario's file. */
  readonly script: string;
  /** Names that lead to the server while the script runs: an example script needs no change. */
  readonly hosts?: readonly string[];
  /** Virtual users, overriding the script's own options. */
  readonly vus?: number;
  /** Iterations of all virtual users together, likewise. */
  readonly iterations?: number;
  /** Duration of the load, likewise. */
  readonly duration?: Duration;
}

/**
 * Measures whole runs of a k6 script, which finds the server in `BASE_URL`. Its thresholds are
 * budgets. `trials: 1` is permitted here, and has no interval.
 */
export interface K6Definition<P extends Params = Params, F = unknown>
  extends CommonDefinition<P, F> {
  readonly server?: ServerDefinition;
  readonly k6: K6ScriptDefinition | string;
  /** Named limits, in addition to `budgets`. */
  readonly preset?: 'kpi-web' | 'k6-strict' | 'incident-exit';
  readonly run?: never;
  readonly command?: never;
  readonly http?: never;
}

/** Page, how it is loaded, and the flow that runs on it. */
export interface PageLoadDefinition<P extends Params = Params> {
  readonly url: string;
  /** Throttling of network and processor. Default `'none'`. */
  readonly throttling?: 'none' | 'desktop' | 'mobile';
  /** CSS pixels. Default 1350 × 940, with `mobile` 412 × 823. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Limit for the page's `load` event. Default 30 s. */
  readonly loadTimeout?: Duration;
  /** Longest time to become idle after that. Default 10 s. */
  readonly restTimeout?: Duration;
  /**
   * Selector of an element that the complete page shows. It is waited for, and a load without it fails.
   * Default: the page is complete once it has painted content.
   */
  readonly expectElement?: string;
  /**
   * Expected errors, each given by a part of a URL or message. Any other failed request of the
   * page, and any other uncaught error of its scripts, fails the load.
   */
  readonly expectErrors?: readonly string[];
  /** Function, or module that exports a function, relative to the folder of the scenario's file. */
  readonly flow?: PageFlowFunction<P> | string;
  /** Time limit of one run of the flow. Default 30 s. */
  readonly flowTimeout?: Duration;
  /** Lets Lighthouse load the page in each trial too, with the same throttling. Default false. */
  readonly lighthouse?: boolean;
  /** Traces an additional load, for the Performance panel of DevTools. Default false. */
  readonly trace?: boolean;
  /** Runs of the flow after which the heap is measured, for `heap_growth`; at least 6. */
  readonly repeat?: number;
}

/** Field data of a page from real users, which take precedence over what is measured here. */
export interface FieldDefinition {
  /**
   * Metrics of the web-vitals package as JSON lines, a response of the CrUX API, or the folder of a
   * collector; relative to the folder of this file.
   */
  readonly file: string;
  /** Path of the page in the data; a trailing `*` matches a prefix. Default: that of `page`. */
  readonly page?: string;
  /** For a folder: number of days back from the newest. Default 28, as in the Chrome UX Report. */
  readonly days?: number;
}

/** Measures cold loads of a page, each in a fresh Chromium. Without `server` it must be up already. */
export interface PageDefinition<P extends Params = Params, F = unknown>
  extends CommonDefinition<P, F> {
  readonly server?: ServerDefinition;
  readonly page: PageLoadDefinition<P> | string;
  readonly field?: FieldDefinition | string;
  /** Named limits, in addition to `budgets`. */
  readonly preset?: 'kpi-web' | 'k6-strict' | 'incident-exit';
  readonly run?: never;
  readonly command?: never;
  readonly http?: never;
  readonly k6?: never;
}

/** A scenario as it is written; its kind follows from `run`, `command`, `http`, `k6` or `page`. */
export type ScenarioDefinition<P extends Params = Params, F = unknown> =
  | FunctionDefinition<P, F>
  | CommandDefinition<P, F>
  | HttpDefinition<P, F>
  | K6Definition<P, F>
  | PageDefinition<P, F>;

/** Configuration: defaults for all scenarios, and their location. */
export interface ConfigDefinition {
  /** Files, folders or globs. Default `scenarios/`. */
  readonly scenarios?: string | readonly string[];
  readonly trials?: number | TrialsDefinition;
  readonly timeout?: Duration;
  readonly margin?: string | number;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags for the Node.js of function units. */
  readonly nodeArgs?: readonly string[];
  /** Path of the k6 to use, relative to the folder of the config. Default: found automatically. */
  readonly k6Path?: string;
  readonly history?: HistoryDefinition;
  /** Number of records kept for each scenario. Default 200. */
  readonly keepRecords?: number;
  /** Reporters used if the command line gives none. */
  readonly reporters?: readonly string[];
  /** Plugins by package, or by file from the folder of the config. */
  readonly plugins?: readonly string[];
  /** Normal durations of operations in this project, which replace the built-in ranges. */
  readonly norms?: NormOverrides;
  /** Files, folders or globs of YAML with ast-grep rules, in addition to the built-in rules. */
  readonly codeRules?: string | readonly string[];
  /** Files, folders or globs that are copied to the base of a comparison if it lacks them. */
  readonly carry?: string | readonly string[];
  /**
   * Folder of each package's build, such as `dist`, which is measured in place of its sources; `npm
   * run build` is the `prepare` of scenarios without one. Default: sources are measured as they
   * are.
   */
  readonly target?: string;
}

export type { HistoryDefinition, PageFlowFunction, PageFlowParts, ParamValue };
