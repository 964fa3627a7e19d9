/** Percentiles of the response time that a load reports, by the last part of their metric's name. */
export const PERCENTILES = { p50: 50, p90: 90, p95: 95, p99: 99, p99_9: 99.9 } as const;

type Percentile = keyof typeof PERCENTILES;

/** Response times in milliseconds, by the last part of their metric's name. */
export type Latencies = Readonly<Record<Percentile | 'max', number>>;

const NAMES = Object.keys(PERCENTILES) as readonly Percentile[];

/** @param at - Returns the response time at a percentile. */
export function createLatencies(at: (percentile: number) => number, max: number): Latencies {
  const times = NAMES.map((name) => [name, at(PERCENTILES[name])] as const);
  return { ...(Object.fromEntries(times) as Record<Percentile, number>), max };
}

/** Metrics of the response time, each with the key of its value. */
export const LATENCY_METRICS: ReadonlyMap<string, keyof Latencies> = new Map(
  [...NAMES, 'max' as const].map((name) => [`latency.${name}`, name]),
);

/**
 * Returns the number of responses that a trial needs for a metric: for a percentile, enough for one
 * to lie above it; 0 if it is not a latency.
 */
export function minimumResponses(metric: string): number {
  const key = LATENCY_METRICS.get(metric);
  if (key === undefined) return 0;
  return key === 'max' || key === 'p50' ? 1 : Math.round(100 / (100 - PERCENTILES[key]));
}
