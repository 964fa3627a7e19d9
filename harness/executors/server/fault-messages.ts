/** What a proxy does to the requests that pass it. */
export interface FaultPlan {
  /** Added before a request is passed on, milliseconds. */
  readonly latencyMs: number;
  /** Most that it is above or below that, milliseconds; absent: none. */
  readonly jitterMs?: number | undefined;
  /** Share that is answered with an error and not passed on. */
  readonly errorShare: number;
  /** Of those answers; absent: 503. */
  readonly status?: number | undefined;
  /** Share whose connection is closed without an answer. */
  readonly dropShare: number;
  /** Where the others go, such as `http://127.0.0.1:4711`. */
  readonly upstream: string;
  /** Of the draws; both sides of a pair have the same. */
  readonly seed: number;
}

/** What the proxy tells. */
export interface FromProxy {
  readonly type: 'listening';
  readonly port: number;
}
