import type { ProfiledFunction } from './profile.ts';

/** Kind of thing that a program waits for while it does nothing itself. */
export type WaitKind =
  /** A statement of a database. */
  | 'database'
  /** A free connection of a pool. */
  | 'pool'
  /** A request to another program: HTTP, gRPC, a socket, the resolution of a name. */
  | 'network'
  /** A file or a folder. */
  | 'file'
  /** A key of a cache server. */
  | 'cache'
  /** A child process. */
  | 'process'
  /** A worker thread, or work in the pool of threads: hashing, packing. */
  | 'thread'
  /** A timer. */
  | 'timer';

/** One place of the code that waits for one thing: the same calls, the same kind, the same detail. */
export interface WaitSite {
  readonly kind: WaitKind;
  /**
   * Detail without what differs between calls: `?` for literals, `GET 127.0.0.1:8080/users/:id`,
   * the pool's library.
   */
  readonly detail: string;
  /** `host:port` of the other side; null: there is none, or it is not known. */
  readonly target: string | null;
  /** Callers innermost first, as function indexes: the call's stack, then the async functions that await it. */
  readonly stack: readonly number[];
  /** Line of each frame where the call stands, from 1; 0: unknown. */
  readonly lines: readonly number[];
  /** Column of each such place in the file that ran, from 1; absent where the lines are those of the sources. */
  readonly columns?: readonly number[];
}

/** An operation that the program served: an HTTP request that it answered. */
export interface ServedOperation {
  /** Method and path without what differs from request to request: `GET /users/:id`. */
  readonly name: string;
  /** Port that it came to. */
  readonly port: number;
  /** By the machine's monotonic clock, milliseconds. */
  readonly startMs: number;
  /** When the answer was finished, or its client had gone. */
  readonly endMs: number;
  /** Operations it stands for: more than 1 where a busy server keeps only a sample, with all of its spans. */
  readonly weight: number;
  /**
   * The span that this answers, as index into `spans`; −1: from outside; −2: from a process of the
   * unit, not kept.
   */
  readonly cause: number;
  /** Absolute path of what the process that answered was started with; null: not known. */
  readonly program: string | null;
}

/** Spans of waiting in columns of equal length, by their start. */
export interface WaitSpans {
  /** Index into the sites. */
  readonly site: Int32Array;
  /** Index into the operations; −1: it belongs to none. */
  readonly operation: Int32Array;
  /** By the machine's monotonic clock, milliseconds. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Rows that a statement gave or changed; −1: not known. Absent: of none. */
  readonly rows?: Int32Array;
}

/** Waits of one unit, all of its threads and processes together. */
export interface WaitRecord {
  readonly functions: readonly ProfiledFunction[];
  readonly sites: readonly WaitSite[];
  readonly operations: readonly ServedOperation[];
  readonly spans: WaitSpans;
  /** Mean delay of the event loop in handling what was ready, milliseconds, over the stretch. */
  readonly loopDelayMs: number;
  /** Spans that were not kept, because there were too many. They were those of whole operations. */
  readonly dropped: number;
}
