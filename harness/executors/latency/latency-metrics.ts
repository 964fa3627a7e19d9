import {
  LATENCY_METRICS,
  type Latencies,
  minimumResponses,
} from '../../model/response-time-percentiles.ts';
import type { MetricResults } from '../probe/available-and-unavailable-metrics.ts';

/**
 * Returns the percentiles that the number of answers supports, as metrics. @param advice - Advice
 * for getting more answers; empty if the load cannot be longer.
 */
export function latencyMetrics(
  latencies: Latencies,
  answers: number,
  advice = '; use a longer load duration',
): MetricResults {
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  for (const [metric, key] of LATENCY_METRICS) {
    const fewest = minimumResponses(metric);
    if (answers >= fewest) measurements[metric] = latencies[key];
    else {
      unavailable[metric] =
        `needs ${fewest.toLocaleString('en')} responses in a trial, but there were ${answers}${advice}`;
    }
  }
  return { measurements, unavailable };
}
