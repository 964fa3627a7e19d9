/** Programs that propose changes or review plans, and inputs of the built-in generator. */
export interface OptimizeDefinition {
  /** True if the built-in generator proposes as well. Default: true. */
  readonly builtIn?: boolean;
  readonly generators?: readonly ProgramDefinition[];
  readonly reviewers?: readonly ProgramDefinition[];
  /**
   * Files, folders or globs of PostgreSQL plans, as output by `EXPLAIN (ANALYZE, FORMAT JSON)`:
   * missing indexes are proposed.
   */
  readonly plans?: string | readonly string[];
  /** Folder for proposed migrations. Default: `migrations`. */
  readonly migrations?: string;
  /** Functions whose results may be cached: for slow readers, a two-tier cache is proposed. */
  readonly caches?: readonly CachedReader[];
  /** Set to query npm for newer releases of packages that time is spent in. Default: no. */
  readonly newerReleases?: boolean;
}

/** Function whose results may be cached, with the functions that invalidate them. */
export interface CachedReader {
  /** Exported async function of the key only, with JSON result: `src/users.js::readUser`. */
  readonly reader: string;
  /** All exported async functions of the same module that change the reader's results. */
  readonly writers: readonly [string, ...string[]];
  /** Name of a Redis client in the module. Default: results are cached in the process only. */
  readonly client?: string;
}

/** A program that reads JSON on stdin and prints JSON on stdout. */
export interface ProgramDefinition {
  /** Program and arguments, or a shell command, started in a copy of the committed project. */
  readonly command: string | readonly [string, ...string[]];
  /** In kebab-case. Default: it follows from the command. */
  readonly id?: string;
  /** Default: 10 minutes to propose, 15 to review. */
  readonly timeout?: string | number;
  /** Set if it may use the network. Default: no. */
  readonly network?: boolean;
  /** Environment variable names passed to it. Default: none that may contain a secret. */
  readonly env?: readonly string[];
}
