/** Faults between the clients and the server, or between the server and what it calls. */
export interface FaultsDefinition {
  /** Added to every request. At most 60 s, jitter included. */
  readonly latency?: string | number;
  /** The added latency is drawn evenly from this much below `latency` to this much above. */
  readonly jitter?: string | number;
  /** Share of requests that are answered with an error, such as `'1 %'`. */
  readonly errors?: string | number;
  /** Status of those answers, 400 to 599. Default 503. */
  readonly status?: number;
  /** Share of requests whose connection is closed without an answer. */
  readonly drop?: string | number;
  /**
   * Upstream of the server: `variable` is set to the address of the proxy, which forwards to `url`.
   */
  readonly upstream?: { readonly variable: string; readonly url: string };
}

/** Faults that are put between two programs, to see how the one takes them. */
export interface Faults {
  /** Added to every request, milliseconds. */
  readonly latencyMs: number;
  /**
   * Largest deviation of the added latency from `latencyMs`, milliseconds; absent: it is constant.
   */
  readonly jitterMs?: number | undefined;
  /** Share of requests that are answered with an error. */
  readonly errorShare: number;
  /** Status of those answers; absent: 503. */
  readonly status?: number | undefined;
  /** Share of requests whose connection is closed without an answer. */
  readonly dropShare: number;
  /** Before what the server calls: its variable and the real address; null: between clients and server. */
  readonly upstream: { readonly variable: string; readonly url: string } | null;
}
