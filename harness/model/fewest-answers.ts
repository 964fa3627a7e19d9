/** Answers of one trial that a response time needs to mean anything: of a percentile one in so many lies above. */
const FEWEST: ReadonlyMap<string, number> = new Map([
  ['latency.p50', 1],
  ['latency.p90', 10],
  ['latency.p95', 20],
  ['latency.p99', 100],
  ['latency.p99_9', 1_000],
  ['latency.max', 1],
]);

/** Answers of one trial that a metric needs to exist; 0 for one that no load has, or every load has. */
export function fewestAnswers(metric: string): number {
  return FEWEST.get(metric) ?? 0;
}
