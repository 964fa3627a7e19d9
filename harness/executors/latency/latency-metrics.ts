import type { CombinedBlocks } from '../../model/executor.ts';
import {
  LATENCY_METRICS,
  type Latencies,
  minimumResponses,
} from '../../model/response-time-percentiles.ts';
import { type MetricReadings, splitReadings } from '../metric-readings.ts';

/** Returns the percentiles, each with a reason instead where there are too few answers for it. */
export function latencyReadings(
  latencies: Latencies,
  answers: number,
  advice = '; use a longer load duration',
): MetricReadings {
  const readings = [...LATENCY_METRICS].map(([metric, key]) => {
    const fewest = minimumResponses(metric);
    const reason = `needs ${fewest.toLocaleString('en')} responses in a trial, but there were ${answers}${advice}`;
    return [metric, answers >= fewest ? latencies[key] : reason];
  });
  return Object.fromEntries(readings);
}

/**
 * Returns the percentiles that the number of answers supports, as metrics. @param advice - Advice
 * for getting more answers; empty if the load cannot be longer.
 */
export function latencyMetrics(
  latencies: Latencies,
  answers: number,
  advice?: string,
): CombinedBlocks {
  return splitReadings(latencyReadings(latencies, answers, advice));
}
