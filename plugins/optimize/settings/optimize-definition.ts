/** Programs that propose changes or give a second opinion on plans, and what the built-in generator is given. */
export interface OptimizeDefinition {
  /** True if the built-in generator proposes as well. Default: true. */
  readonly builtIn?: boolean;
  readonly generators?: readonly ProgramDefinition[];
  readonly reviewers?: readonly ProgramDefinition[];
  /**
   * Files, folders or globs of plans of PostgreSQL, as `EXPLAIN (ANALYZE, FORMAT JSON)` answers: indexes
   * that they miss are proposed.
   */
  readonly plans?: string | readonly string[];
  /** Folder that a proposed migration goes to. Default: `migrations`. */
  readonly migrations?: string;
  /** Functions whose answers may be kept: where their time matters, a cache of two tiers is proposed. */
  readonly caches?: readonly CachedReader[];
  /** Set to query npm for newer releases of packages that time is spent in. Default: no. */
  readonly newerReleases?: boolean;
}

/** A function whose answers may be kept, and what makes them untrue. */
export interface CachedReader {
  /** An exported async function of one parameter, the key; it gives JSON: `src/users.js::readUser`. */
  readonly reader: string;
  /** Every exported async function of the same module that changes what the reader gives. */
  readonly writers: readonly [string, ...string[]];
  /** Name that the module has for a client of Redis. Default: answers are kept in the process only. */
  readonly client?: string;
}

/** A program that reads JSON on stdin and prints JSON on stdout. */
export interface ProgramDefinition {
  /** Program and arguments, or text for the shell. It is started in a copy of what is committed. */
  readonly command: string | readonly [string, ...string[]];
  /** In kebab-case. Default: it follows from the command. */
  readonly id?: string;
  /** Default: 10 minutes to propose, 15 to review. */
  readonly timeout?: string | number;
  /** Set if it may use the network. Default: no. */
  readonly network?: boolean;
  /** Names of environment variables that it gets. Default: none that may hold a secret. */
  readonly env?: readonly string[];
}
