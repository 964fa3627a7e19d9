/** Faults injected between clients and server, or between the server and an upstream service. */
export interface FaultsDefinition {
  /** Added to every request. At most 60 s, jitter included. */
  readonly latency?: string | number;
  /** The added latency is drawn evenly from this much below `latency` to this much above. */
  readonly jitter?: string | number;
  /** Share of requests that are answered with an error, such as `'1 %'`. */
  readonly errors?: string | number;
  /** Status of error responses, 400 to 599. Default 503. */
  readonly status?: number;
  /** Share of requests whose connection is closed without a response. */
  readonly drop?: string | number;
  /** Upstream of the server: `variable` gets the address of the proxy, which forwards to `url`. */
  readonly upstream?: { readonly variable: string; readonly url: string };
}

/** Faults between two programs, to measure how one of them handles the other's failures. */
export interface Faults {
  /** Added to every request, milliseconds. */
  readonly latencyMs: number;
  /** Largest deviation of added latency from `latencyMs`, milliseconds; absent: constant. */
  readonly jitterMs?: number | undefined;
  /** Share of requests that are answered with an error. */
  readonly errorShare: number;
  /** Status of those answers; absent: 503. */
  readonly status?: number | undefined;
  /** Share of requests whose connection is closed without a response. */
  readonly dropShare: number;
  /** Server's upstream, by variable and real URL; null: faults are between clients and server. */
  readonly upstream: { readonly variable: string; readonly url: string } | null;
}
