/** Faults that a proxy injects into the requests that pass it. */
export interface FaultPlan {
  /** Added before a request is passed on, milliseconds. */
  readonly latencyMs: number;
  /** Maximum deviation above or below the delay, milliseconds; absent for none. */
  readonly jitterMs?: number | undefined;
  /** Share that is answered with an error and not passed on. */
  readonly errorShare: number;
  /** Status of those answers; absent: 503. */
  readonly status?: number | undefined;
  /** Share of requests whose connection is closed without an answer. */
  readonly dropShare: number;
  /** Origin that the other requests are passed on to, such as `http://127.0.0.1:4711`. */
  readonly upstream: string;
  /** Seed of the random draws; the same on both sides of a pair. */
  readonly seed: number;
}

export interface FaultProxyMessage {
  readonly type: 'listening';
  readonly port: number;
}
