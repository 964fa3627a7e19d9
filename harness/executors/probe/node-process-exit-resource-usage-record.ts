/** Resource usage that a Node.js process of a command writes at its exit, as one line of JSON. */
export interface ReportedResourceUsage {
  readonly pid: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakBytes: number;
  /** Programs that it has started. */
  readonly started: number;
}
