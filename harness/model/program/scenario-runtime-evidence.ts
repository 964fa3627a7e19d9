import type { Finding } from '../finding.ts';
import type { FileExecutions } from './execution-counts.ts';

/** Measurements of a running program that can be compared with what its sources suggest. */

/** Position in the project at which something was called. */
export interface MeasuredPlace {
  /** Absolute. */
  readonly file: string;
  /** From 1; 0: unknown. */
  readonly line: number;
  readonly function: string;
}

/** Number of events in a request, over the requests that had at least one. */
export interface PerRequest {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Statement from one call site: the same text except for literals, and the same call stack. */
export interface MeasuredStatement {
  /** Text with `?` for parts that vary between calls. */
  readonly statement: string;
  /** Innermost first, without packages. */
  readonly places: readonly MeasuredPlace[];
  /** Requests in which it ran. */
  readonly requests: number;
  /** Total over all requests. */
  readonly calls: number;
  readonly perRequest: PerRequest;
  /** Median waiting time per request, milliseconds. */
  readonly requestMs: number;
  /** Earlier statement returning as many rows as this ran, in every such request; null: none. */
  readonly rowsOf: string | null;
  /** Reason why its repetition is no defect; absent: none is known. */
  readonly justification?: 'search' | 'batch' | 'in-process transaction';
  /** True if each request that repeats it reads with the same parameters: no loop over elements. */
  readonly readsSame?: true;
  /** True if the function at the first place ran it more than once per call of the function. */
  readonly repeatsWithinCall?: true;
  /** True if tests called the application outside of a request: one line may call several times. */
  readonly isCalledByTest?: true;
}

/** Statements of one kind of request, or of one function that tests call. */
export interface OperationStatements {
  /** Method and path without varying parts, such as `GET /users/:id`; or name of the function. */
  readonly name: string;
  /** File of the function, absolute; null: a request. */
  readonly file: string | null;
  /** Most that a request of the kind or a call of the function ran. */
  readonly statements: number;
}

/** Read that requests repeat with the same parameters, without a write of their own in between. */
export interface RepeatedRead {
  readonly statement: string;
  /** The later read, innermost first, without packages. */
  readonly places: readonly MeasuredPlace[];
  /** The earlier read. */
  readonly first: readonly MeasuredPlace[];
  /** Number of requests that repeat it. */
  readonly requests: number;
}

/** From the begin of a transaction to its commit or rollback. */
export interface MeasuredTransaction {
  readonly begin: readonly MeasuredPlace[];
  readonly end: readonly MeasuredPlace[];
  readonly endedBy: 'commit' | 'rollback';
  readonly count: number;
  readonly medianMs: number;
  readonly longestMs: number;
  /** Median number of statements per transaction. */
  readonly statements: number;
  /** Median wait for things other than the database, milliseconds: `network`, `file` … */
  readonly otherWaits: Readonly<Record<string, number>>;
}

/** Transaction in which a statement failed, and that nothing of the application ended afterwards. */
export interface OpenTransaction {
  /** Where it begins, innermost first. */
  readonly places: readonly MeasuredPlace[];
  /** Where its statement failed. */
  readonly failed: readonly MeasuredPlace[];
  readonly statement: string;
  readonly count: number;
}

/** Message to another program after a change and before its commit. */
export interface EarlyEvent {
  /** `POST host/path`, or the command of a cache. */
  readonly event: string;
  /** Earlier change of the same transaction. */
  readonly statement: string;
  readonly places: readonly MeasuredPlace[];
  readonly count: number;
}

/** Code that held the event loop in one stretch while a request was answered. */
export interface LoopStall {
  /** Innermost function that ran for most of the time, and its callers. */
  readonly places: readonly MeasuredPlace[];
  readonly count: number;
  readonly longestMs: number;
}

/** Function of the project while it occupied the main thread, including its callees. */
export interface BusyFunction {
  readonly file: string;
  readonly name: string;
  /** First line of the function, from 1; 0: unknown. */
  readonly line: number;
  /** Time per request, milliseconds. */
  readonly requestMs: number;
}

/** A function that allocates, with all that it called. V8 does not tell its lines apart. */
export interface AllocatingFunction {
  readonly file: string;
  readonly name: string;
  /** First line of the function, from 1; 0: unknown. */
  readonly line: number;
  /** Bytes per request. */
  readonly requestBytes: number;
}

/** The database's own statistics of a statement while a scenario ran. */
export interface DatabaseStatement {
  /** As it writes it, with `$1` for literals. */
  readonly statement: string;
  readonly calls: number;
  readonly rows: number;
  readonly totalMs: number;
  /** Its plan, a line each; null: it could not be had. */
  readonly plan: readonly string[] | null;
}

/** A database that the user named, with its statistics. */
export interface DatabaseEvidence {
  /** `host:port/name`, without the user. */
  readonly server: string;
  readonly statements: readonly DatabaseStatement[];
}

/** Evidence about a program from one scenario. */
export interface ScenarioEvidence {
  readonly scenario: string;
  /**
   * `request`: an answered request. `run`: no requests exist, a run is measured as a whole.
   * `request or call`: an answered request, or a call of the application by a test.
   */
  readonly unit: 'request' | 'run' | 'request or call';
  /** Number of requests that were analysed. */
  readonly requests: number;
  /** null: not known. */
  readonly passes: readonly FileExecutions[] | null;
  /** Number of built files without known sources, whose executions are unknown too. */
  readonly unmapped: number;
  /** null: not known. */
  readonly statements: readonly MeasuredStatement[] | null;
  /**
   * Statements outside of the units: of a server in jobs and during startup; of tests in set-up,
   * and several times in a test whose own loop may be the reason.
   */
  readonly outside: readonly MeasuredStatement[];
  readonly transactions: readonly MeasuredTransaction[];
  /** Absent: not counted. */
  readonly operations?: readonly OperationStatements[];
  /** Absent: not looked for. */
  readonly repeatedReads?: readonly RepeatedRead[];
  /** Commits of fewer than ten changed rows, counted as statements are. Absent: not looked for. */
  readonly commits?: readonly MeasuredStatement[];
  readonly openTransactions?: readonly OpenTransaction[];
  readonly earlyEvents?: readonly EarlyEvent[];
  readonly loopStalls?: readonly LoopStall[];
  /** null: not known. */
  readonly busy: readonly BusyFunction[] | null;
  readonly allocated: readonly AllocatingFunction[] | null;
  /** null if no database was given. */
  readonly database: DatabaseEvidence | null;
  /** Findings about what could not be measured, and why. */
  readonly findings: readonly Finding[];
}
