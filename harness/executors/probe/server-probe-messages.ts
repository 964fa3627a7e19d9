/** Requests from the harness to the probe, one word a line. */
export type ProbeRequest = 'mark' | 'read';

/** First message of a probe, which identifies its process. */
export interface ProbeHello {
  readonly type: 'hello';
  readonly pid: number;
  /** 0 for the main thread, which reports the CPU time and memory of the process. */
  readonly thread: number;
}

export interface WaitTotals {
  readonly count: number;
  readonly sumMs: number;
  /** 0 if there were none. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Use of a pool of database connections since the last `mark`. */
export interface PoolAccount {
  /** `pg` or `mysql2`. */
  readonly library: string;
  /** Maximum number of connections; 0 if unlimited. */
  readonly size: number;
  /** Peak number of connections in use. */
  readonly mostInUse: number;
  /** Peak number of requests waiting for a connection. */
  readonly mostWaiting: number;
  /** Requests that found all connections in use and had to wait. */
  readonly queued: number;
  /** Time from requesting a connection to getting it, including connections that were free. */
  readonly waits: WaitTotals;
}

/** A slice of the measured period in one thread; times are on the clock shared by all processes. */
export interface ProbeSlice {
  readonly startMs: number;
  readonly endMs: number;
  /** Time that the event loop was not waiting for events. */
  readonly activeMs: number;
  /** CPU time of the process; 0 from worker threads, since the main thread reports it. */
  readonly cpuMs: number;
  readonly gcMs: number;
  /** The longest that the event loop was late. */
  readonly delayMs: number;
  /** Peak number of requests waiting for a database connection. */
  readonly waiting: number;
  /** Peak number of database connections in use. */
  readonly inUse: number;
}

export interface ProbeStall {
  readonly endMs: number;
  readonly lengthMs: number;
  /** CPU time of the process meanwhile. */
  readonly cpuMs: number;
  readonly gcMs: number;
}

/** Response to `mark` and `read`. All but the first two numbers count from the last `mark`. */
export interface ProbeAccount {
  readonly type: 'account';
  /** Request that it answers. */
  readonly answers: ProbeRequest;
  /** User and system CPU time of the whole process so far, milliseconds. */
  readonly cpuMs: number;
  /** Highest resident memory of the process so far, bytes. */
  readonly peakBytes: number;
  readonly gcMs: number;
  readonly gcCount: number;
  /** Delay of the event loop, sampled every 10 ms. */
  readonly delay: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  /** Share of time that the event loop was not waiting for events. */
  readonly utilization: number;
  readonly activeMs: number;
  readonly slices: readonly ProbeSlice[];
  /** The longest stalls, in the order of time. */
  readonly stalls: readonly ProbeStall[];
  readonly pools: readonly PoolAccount[];
  /** Queries of observed libraries, from sending to the last part of the answer. */
  readonly queries: WaitTotals;
  /** Outgoing HTTP requests, from sending to the head of the answer. */
  readonly outgoing: WaitTotals;
}

export type ProbeResponse = ProbeHello | ProbeAccount;
