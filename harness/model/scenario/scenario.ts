import type { Budget } from './budget.ts';
import type { Faults } from './fault-injection.ts';
import type { KubernetesSettings } from './kubernetes-settings.ts';

export type ScenarioKind = 'function' | 'command' | 'http' | 'k6' | 'page';
export type ParamValue = string | number | boolean;
export type Params = Readonly<Record<string, ParamValue>>;

/** Program to start: an argument vector, or the text of a shell command. */
export type CommandLine =
  | { readonly type: 'argv'; readonly argv: readonly [string, ...string[]] }
  | { readonly type: 'shell'; readonly text: string };

/** Location from which a unit loads the functions of a scenario. */
export interface ScenarioSource {
  /** Absolute path of the module. */
  readonly file: string;
  /** Path relative to the project's root, `/` between folders; absent if outside the project. */
  readonly path?: string;
  /** Name as written in the definition, before params are added. */
  readonly name: string;
}

/** Number of trials, and when they suffice. */
export interface Sampling {
  readonly minTrials: number;
  readonly maxTrials: number;
  /** Half the width of the primary metric's interval, as a share of its centre, that suffices. */
  readonly precision: number;
  /** Time after which no further trial starts, once there are `minTrials`; milliseconds. */
  readonly maxTimeMs: number;
  /** Trials that are run first and discarded. */
  readonly warmupTrials: number;
}

/** Tag of scenarios that `--quick` has cut short. */
export const QUICK_TAG = 'quick';

/** Properties of scenarios of every kind. */
export interface ScenarioBase {
  /** Unique in a run: the definition's name, with params in braces. */
  readonly name: string;
  /** null for the ad-hoc forms of the command line. */
  readonly source: ScenarioSource | null;
  readonly group: string | null;
  readonly params: Params;
  readonly tags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly nodeArgs: readonly string[];
  /** Node.js for its units; null: perf-harness's own, or for commands the one in PATH. */
  readonly nodePath: string | null;
  readonly prepare: CommandLine | null;
  /** Metrics requested beyond the kind's own. */
  readonly metrics: readonly string[];
  readonly budgets: readonly Budget[];
  /** Allowed worsening per metric, as a ratio: 0.05 for 5 %. */
  readonly regression: Readonly<Record<string, number>>;
  readonly margin: number | null;
  readonly sampling: Sampling;
  /** Time limit of one unit from opening to closing, milliseconds. */
  readonly timeoutMs: number;
  /** Hooks that the definition has; they run inside units. */
  readonly hooks: readonly HookName[];
}

export const HOOK_NAMES = ['setup', 'teardown', 'beforeEach'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

export type FunctionBody =
  | { readonly type: 'scenario' }
  | { readonly type: 'tinybench'; readonly file: string; readonly task: string }
  /** Benchmark of mitata or benchmark.js. */
  | { readonly type: 'suite'; readonly file: string; readonly task: string }
  | { readonly type: 'vitest'; readonly file: string; readonly task: string };

/** Settings for counting machine instructions, where a scenario requests them. */
export interface InstructionSettings {
  /** Without V8's compilers: counts bytecode handlers, which no change of a compiler moves. */
  readonly jitless: boolean;
  /** Calls in the first of two intervals whose difference is used; null: set automatically. */
  readonly iterations: number | null;
}

export interface FunctionScenario extends ScenarioBase {
  readonly kind: 'function';
  readonly body: FunctionBody;
  /** Absent: compiled code, and as many calls as suit it. */
  readonly instructions?: InstructionSettings | undefined;
  /** Measuring time of one trial, milliseconds; a call that takes longer still runs once. */
  readonly measureMs: number;
  /** Longest warm-up of one trial, milliseconds. */
  readonly warmupMs: number;
}

/** Paths of a cache's hits and misses in a JSON object, such as `cache.hits`. */
export interface CacheCounters {
  readonly hits: string;
  readonly misses: string;
}

export interface CommandScenario extends ScenarioBase {
  readonly kind: 'command';
  /** Absent: compiled code. A run of a command is not repeated, so `iterations` is null. */
  readonly instructions?: InstructionSettings | undefined;
  readonly command: CommandLine;
  /** Set to load its sources through the loader; absent: by Node.js alone. */
  readonly loadsSources?: true;
  /** Counters that the command writes; undefined where it reports no cache. */
  readonly cache?: CacheCounters | undefined;
  readonly exitCodes: readonly number[];
}

/** Sign that a server accepts requests. */
export type Readiness =
  | { readonly type: 'port' }
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'log'; readonly pattern: string };

export interface ServerSettings {
  readonly command: CommandLine;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly ready: Readiness;
  readonly readyTimeoutMs: number;
  /** Fixed port of the server; null: a free port is passed in `PORT`. */
  readonly port: number | null;
  /** Set to send requests over TLS, accepting any certificate; absent: over plain HTTP. */
  readonly speaksTls?: true;
  /** Set to load its sources through the loader; absent: by Node.js alone. */
  readonly loadsSources?: true;
  /** Absent: a server of Node.js is watched from inside. */
  readonly observe?: false | undefined;
  /** Absent if there are no faults. */
  readonly faults?: Faults | undefined;
}

export interface RequestSettings {
  /** Path on the scenario's server, or a whole URL if it has no server. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Status codes that count as success; empty: 200 to 399. */
  readonly expectStatus: readonly number[];
  /** A response that takes longer counts as an error, milliseconds. */
  readonly timeoutMs: number;
}

/** Closed: each connection waits for its response. Open: requests start on schedule regardless. */
export type LoadModel =
  | { readonly type: 'closed'; readonly connections: number }
  | { readonly type: 'open'; readonly rate: number; readonly maxConnections: number };

/** Response header that shows a cache hit. */
export interface CacheHeader {
  /** In small letters. */
  readonly name: string;
  /** Word in the value that indicates a hit; case-insensitive. */
  readonly hit: string;
}

/** Source of a server's cache hit rate. */
export type ServerCache =
  | ({ readonly type: 'header' } & CacheHeader)
  /** JSON from a path on the server, or from a whole URL if the scenario starts no server. */
  | ({ readonly type: 'counters'; readonly url: string } & CacheCounters);

export interface HttpScenario extends ScenarioBase {
  readonly kind: 'http';
  /** Source of the cache hit rate; undefined where the server reports none. */
  readonly cache?: ServerCache | undefined;
  readonly server: ServerSettings | null;
  readonly request: RequestSettings;
  readonly load: LoadModel;
  /** Absent: in comparisons the load generator has its own core and the server has the others. */
  readonly cores?: 'shared' | undefined;
  readonly durationMs: number;
  readonly warmupMs: number;
}

/** Load of a script, which overrides the script's own options. */
export interface ScriptLoad {
  readonly vus?: number | undefined;
  /** Iterations of all virtual users together. */
  readonly iterations?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** Scenario that runs a whole, unmodified k6 script. */
export interface K6Scenario extends ScenarioBase {
  readonly kind: 'k6';
  /** null: the script itself determines where to send its load. */
  readonly server: ServerSettings | null;
  /** Absolute. */
  readonly script: string;
  readonly load: ScriptLoad;
  /** Number of k6 processes that share the load; absent: one. */
  readonly shards?: number | undefined;
  /** Absent: no cluster settings. */
  readonly kubernetes?: KubernetesSettings | undefined;
  /** Names that lead to the server while the script runs, such as `test.k6.io` or `api.example:443`. */
  readonly hosts: readonly string[];
  /** Remote hosts to which it may send load. */
  readonly allowRemote: readonly string[];
  /** Path of k6 given by the user; null: found automatically. */
  readonly k6Path: string | null;
}

/** Levels of throttling for the network and processor of a page. */
export const THROTTLING_NAMES = ['none', 'desktop', 'mobile'] as const;
export type ThrottlingName = (typeof THROTTLING_NAMES)[number];

/** User interactions with a page after it has loaded. */
export interface PageFlow {
  /** Absolute path of the module that exports it; null: it is the `flow` of the definition. */
  readonly file: string | null;
  /** Time limit of one run of the flow, milliseconds. */
  readonly timeoutMs: number;
  /** Runs after which the heap is measured, besides warm-up runs; absent: the flow runs once. */
  readonly repeat?: number | undefined;
}

/** Location of a page's field data from real users. */
export interface FieldSource {
  /** Beacons as JSON lines, a CrUX API response, or a collector's folder; absolute path. */
  readonly file: string;
  /** Path of the page in them; with `*` at its end all paths that begin so. */
  readonly page: string;
  /** For a folder: number of days back from the newest. */
  readonly days: number;
}

/** Cold loads of a page, each in a fresh browser. */
export interface PageScenario extends ScenarioBase {
  readonly kind: 'page';
  readonly server: ServerSettings | null;
  /** Path on the scenario's server, or a whole URL if it has no server. */
  readonly url: string;
  /** Absent: no field data. */
  readonly field?: FieldSource | undefined;
  readonly throttling: ThrottlingName;
  /** CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** Limit for the `load` event, milliseconds. */
  readonly loadTimeoutMs: number;
  /** Longest wait for the page to become idle after that, milliseconds. */
  readonly restTimeoutMs: number;
  /** Selector of an element that the complete page shows; absent: it is complete once it has painted. */
  readonly expectElement?: string | undefined;
  /** Parts of URLs and error messages that the page may have; absent: no errors permitted. */
  readonly expectErrors?: readonly string[] | undefined;
  /** Absent: the page is only loaded. */
  readonly flow?: PageFlow | undefined;
  /** Set to run Lighthouse too; absent: it is not run. */
  readonly lighthouse?: boolean | undefined;
  /** Set to trace an additional load; absent: no load is traced. */
  readonly trace?: boolean | undefined;
  /** Remote hosts to which the page may send requests. */
  readonly allowRemote: readonly string[];
}

/** A scenario as loaded: validated, defaults filled, plain data. Functions stay in their file. */
export type Scenario =
  | FunctionScenario
  | CommandScenario
  | HttpScenario
  | K6Scenario
  | PageScenario;

/** Metrics that decide when there are enough trials, and that reports show first. */
const PRIMARY_METRICS: Readonly<Record<ScenarioKind, string>> = {
  function: 'wall_time',
  command: 'wall_time',
  http: 'latency.p50',
  k6: 'latency.p50',
  page: 'lcp',
};

export function primaryMetric({ kind }: { readonly kind: ScenarioKind }): string {
  return PRIMARY_METRICS[kind];
}

/** Minimum number of functions for which sharing processes pays off. */
export const MIN_SHARING_FUNCTIONS = 3;

/** True if the scenario may be measured in a shared process; not if vitest calls the function. */
export function canShareProcess(scenario: Scenario): boolean {
  return scenario.kind === 'function' && scenario.body.type !== 'vitest';
}
