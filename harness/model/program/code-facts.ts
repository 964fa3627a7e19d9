/**
 * Facts extracted from the source of a project, without running it: functions, calls, routes,
 * patterns.
 */

/**
 * Kind of work that a call does, by name and origin (P811-18). `External`: a third-party service.
 */
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
  /** Its turns do not wait for each other: it stands in an async callback of `map` and its like. */
  readonly isConcurrent: boolean;
  /** The innermost loop goes through a list: it is no `while`, and no trying again. */
  readonly isOverList: boolean;
  /** Source text of the arguments with their brackets, truncated if long: `('/users', options)`. */
  readonly arguments: string;
  /** Package or module of Node.js that what is called comes from: `pg`, `node:fs`; null: nobody knows. */
  readonly source: string | null;
  /** `Unknown` for calls of the project's own functions too. */
  readonly type: CallType;
  /** Functions of the project that it may lead to, as indexes; none: it leads out of it, or nobody knows. */
  readonly targets: readonly number[];
  /** The target was found by its name alone, which no other function of the project has. */
  readonly isGuess: boolean;
}

/** A function of the project, with what it calls. */
export interface CodeFunction {
  /** Name or assigned name, `Class.method`; `(anonymous)`: none, `(module)`: what a file does when loaded. */
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

/** A path that a server answers. */
export interface CodeRoute {
  /** `express`, `fastify`, `hono`, `koa`, `nest`, `next`, `fastapi`. */
  readonly framework: string;
  /** Upper case; `ALL` for every method. */
  readonly method: string;
  /** With `:name` for parameters, whatever the framework writes. */
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

/** A place whose shape often costs time. Only a measurement can say whether it does. */
export interface CodePattern {
  /** Id of the rule; a user's own rules have theirs. */
  readonly rule: string;
  readonly category: HypothesisCategory;
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** Index into the functions; null: it stands outside of any. */
  readonly function: number | null;
  /** One sentence: what was seen. */
  readonly message: string;
}

/** A cache that the code uses, and how what it holds grows old. */
export interface CacheUse {
  /** Name in a call, `redis` or `this.cache`; or the package that it comes from. */
  readonly name: string;
  /** File of its first use. */
  readonly file: string;
  readonly line: number;
  /** null: nothing in the project makes an entry grow old, or removes one. */
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
