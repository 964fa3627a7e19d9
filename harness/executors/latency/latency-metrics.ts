import { fewestAnswers } from '../../model/fewest-answers.ts';
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

/** Response times as metrics. */
const TIMES: readonly (readonly [metric: string, key: keyof Latencies])[] = [
  ['latency.p50', 'p50'],
  ['latency.p90', 'p90'],
  ['latency.p95', 'p95'],
  ['latency.p99', 'p99'],
  ['latency.p99_9', 'p99_9'],
  ['latency.max', 'max'],
];

/**
 * Percentiles as metrics, as far as there are answers enough.
 * @param advice - How there would be more; empty: what is over cannot be longer.
 */
export function latencyMetrics(
  latencies: Latencies,
  answers: number,
  advice = '; give the load a longer duration',
): Counted {
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  for (const [metric, key] of TIMES) {
    const fewest = fewestAnswers(metric);
    if (answers >= fewest) measurements[metric] = latencies[key];
    else {
      unavailable[metric] =
        `needs ${fewest.toLocaleString('en')} answers in a trial, there were ${answers}${advice}`;
    }
  }
  return { measurements, unavailable };
}
