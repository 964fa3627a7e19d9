import type { ProfiledFunction } from './profile.ts';

/** Kind of thing that a program waits for while it does nothing itself. */
export type WaitKind =
  /** A statement of a database. */
  | 'database'
  /** A free connection of a pool. */
  | 'pool'
  /** Request to another program: HTTP, gRPC, a socket, name resolution. */
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
  | 'timer'
  /** The event loop, held by one stretch of synchronous code; only in evidence from tests. */
  | 'event loop';

/** Code location that waits for one thing: the same call stack, kind and detail. */
export interface WaitSite {
  readonly kind: WaitKind;
  /** Detail without varying parts: `?`, `GET 127.0.0.1:8080/users/:id`, the pool's library. */
  readonly detail: string;
  /** `host:port` of the other side; null if there is none or it is unknown. */
  readonly target: string | null;
  /** Callers innermost first, as function indexes: the call's stack, then the async functions that await it. */
  readonly stack: readonly number[];
  /** Line of the call in each frame, from 1; 0 if unknown. */
  readonly lines: readonly number[];
  /** Column of each call in the executed file, from 1; absent if lines are the sources'. */
  readonly columns?: readonly number[];
}

/** An operation that the program served: an HTTP request that it answered. */
export interface ServedOperation {
  /** Method and path without the parts that vary between requests: `GET /users/:id`. */
  readonly name: string;
  /** Port that received it. */
  readonly port: number;
  /** By the machine's monotonic clock, milliseconds. */
  readonly startMs: number;
  /** Time at which the response ended or its client disconnected. */
  readonly endMs: number;
  /** Operations represented: more than 1 if a busy server keeps only a sample, with all spans. */
  readonly weight: number;
  /** Index of the answered span in `spans`; −1: from outside; −2: a unit's process, not stored. */
  readonly cause: number;
  /** Absolute path of the program of the answering process; null if unknown. */
  readonly program: string | null;
}

/** Spans of waiting in columns of equal length, by their start. */
export interface WaitSpans {
  /** Index into the sites. */
  readonly site: Int32Array;
  /** Index into the operations; −1 if it belongs to none. */
  readonly operation: Int32Array;
  /** By the machine's monotonic clock, milliseconds. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Rows returned or changed by a statement; −1: unknown; −2: it failed. Absent: no span has rows. */
  readonly rows?: Int32Array;
  /** Hash of a statement with its parameters, 0 if unknown. Absent: no span has one. */
  readonly parameters?: Int32Array;
  /** Number of the database connection, 0 if unknown or none. Absent: no span has one. */
  readonly connection?: Int32Array;
}

/** Waits of one unit, all of its threads and processes together. */
export interface WaitRecord {
  readonly functions: readonly ProfiledFunction[];
  readonly sites: readonly WaitSite[];
  readonly operations: readonly ServedOperation[];
  readonly spans: WaitSpans;
  /** Mean delay of the event loop in handling what was ready, milliseconds, over the stretch. */
  readonly loopDelayMs: number;
  /** Number of spans dropped because there were too many. Whole operations were dropped. */
  readonly dropped: number;
}
