import type { Counted } from '../probe/counted.ts';

/** Percentiles of the response time in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p99_9: number;
  readonly max: number;
}

/** @param at - The response time that so many per cent are not above. */
export function latenciesOf(at: (percentile: number) => number, max: number): Latencies {
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), p99_9: at(99.9), max };
}

/** Percentiles that need a certain number of answers to mean anything: one in so many lies above. */
const PERCENTILES: readonly (readonly [metric: string, key: keyof Latencies, fewest: number])[] = [
  ['latency.p50', 'p50', 1],
  ['latency.p90', 'p90', 10],
  ['latency.p95', 'p95', 20],
  ['latency.p99', 'p99', 100],
  ['latency.p99_9', 'p99_9', 1_000],
  ['latency.max', 'max', 1],
];

/** Percentiles as metrics, as far as there are answers enough. */
export function latencyMetrics(latencies: Latencies, answers: number): Counted {
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  for (const [metric, key, fewest] of PERCENTILES) {
    if (answers >= fewest) measurements[metric] = latencies[key];
    else {
      unavailable[metric] =
        `needs ${fewest.toLocaleString('en')} answers in a trial, there were ${answers}; give the load a longer duration`;
    }
  }
  return { measurements, unavailable };
}

/** What the clients of a load see, whichever engine sends it. */
export const LOAD_METRICS: readonly string[] = [
  ...PERCENTILES.map(([metric]) => metric),
  'throughput',
  'error_rate',
];
