/** Facts from a project's source, without running it: functions, calls, routes, patterns. */

/** Kind of work of a call, by name and origin (P811-18). `External`: a third-party service. */
export type CallType =
  | 'CPU'
  | 'I/O-DB'
  | 'I/O-Network'
  | 'I/O-File'
  | 'Cache'
  | 'External'
  | 'Unknown';

/** A call in the source, and the code around it. */
export interface CodeCall {
  /** As it is written: `db.query`, `fetch`, `this.cache.get`. */
  readonly callee: string;
  /** From 1. */
  readonly line: number;
  /** True if the call is awaited where it stands. */
  readonly isAwaited: boolean;
  /** Line where the call ends; from 1. */
  readonly endLine: number;
  /** Loops of the same function around it: `for`, `while`, and callbacks of `map`, `forEach` and their like. */
  readonly loops: number;
  /** Set in an async callback of `map` or similar, whose iterations do not wait for each other. */
  readonly isConcurrent: boolean;
  /** Set when the innermost loop iterates over a list: not a `while` loop, and not a retry. */
  readonly isOverList: boolean;
  /** Source text of the arguments with their brackets, truncated if long: `('/users', options)`. */
  readonly arguments: string;
  /** Package or Node.js module of the callee: `pg`, `node:fs`; null if unknown. */
  readonly source: string | null;
  /** `Unknown` for calls of the project's own functions too. */
  readonly type: CallType;
  /** Indexes of project functions it may call; empty if the callee is external or unknown. */
  readonly targets: readonly number[];
  /** Set when the target was matched by name alone, which no other project function has. */
  readonly isGuess: boolean;
}

/** Function of the project, with its calls. */
export interface CodeFunction {
  /** Name or assigned name, `Class.method`; `(anonymous)`, or `(module)` for a file's top level. */
  readonly name: string;
  /** From the root of the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  readonly isAsync: boolean;
  readonly isExported: boolean;
  readonly calls: readonly CodeCall[];
}

export interface CodeRoute {
  /** `express`, `fastify`, `hono`, `koa`, `nest`, `next`, `fastapi`. */
  readonly framework: string;
  /** Upper case; `ALL` for every method. */
  readonly method: string;
  /** With `:name` for parameters, whatever the framework's syntax. */
  readonly path: string;
  readonly file: string;
  readonly line: number;
  /** Index into the functions; null: it could not be found. */
  readonly handler: number | null;
}

/** Category of a hypothesis (P811-26). */
export type HypothesisCategory =
  | 'connection_management'
  | 'data_flow'
  | 'async_patterns'
  | 'resource_lifecycle'
  | 'configuration'
  | 'redundant_work'
  | 'architecture';

/** Code location with a pattern that is often slow. Only a measurement can tell if it is. */
export interface CodePattern {
  /** Id of the rule; a user's own rules have theirs. */
  readonly rule: string;
  readonly category: HypothesisCategory;
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** Index into the functions; null if it is outside any function. */
  readonly function: number | null;
  /** Description of the match, in one sentence. */
  readonly message: string;
}

/** Cache used by the code, and how its entries expire. */
export interface CacheUse {
  /** Name in a call, `redis` or `this.cache`; or the package that provides it. */
  readonly name: string;
  /** File of its first use. */
  readonly file: string;
  readonly line: number;
  /** null if nothing in the project expires or removes entries. */
  readonly invalidated: {
    readonly file: string;
    readonly line: number;
    /** `its entries have a time to live`, `entries are removed`. */
    readonly how: string;
  } | null;
}

/** A pool of connections, and its settings. */
export interface PoolSettings {
  readonly file: string;
  readonly line: number;
  /** `new Pool`, `create_engine`. */
  readonly made: string;
  /** Values as they are written, by name; empty: not configured. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Everything that reading a project has found. */
export interface CodeFacts {
  /** Absolute folder that the files are relative to. */
  readonly root: string;
  readonly functions: readonly CodeFunction[];
  readonly routes: readonly CodeRoute[];
  readonly patterns: readonly CodePattern[];
  /** Files that were not understood, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}
