import type { CapacityLoad, CapacityPoint } from '../model/documents/capacity-document.ts';
import { metricsAmong } from '../model/metric.ts';
import { summarize } from '../stats/summarize.ts';

/** Metrics of the curve: what clients saw, and what it took. */
const SHOWN = [
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'throughput',
  'error_rate',
  'cpu_time',
] as const;

/** What was measured at each rate, by rate. @param also - Further metrics, those that are limited. */
export function capacityPoints(
  loads: readonly CapacityLoad[],
  also: readonly string[],
): readonly CapacityPoint[] {
  const byRate = Map.groupBy(loads, ({ rate }) => rate);
  const metrics = metricsAmong([...SHOWN, ...also]);
  return [...byRate]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, all]) => {
      const valid = all.filter(({ outcome }) => outcome !== 'void');
      const summaries = metrics.flatMap((metric) => {
        const sample = valid.flatMap(({ trial }) =>
          trial.state === 'completed' ? (trial.measurements[metric.name] ?? []) : [],
        );
        return sample.length === 0 ? [] : [[metric.name, summarize(metric, sample)] as const];
      });
      return {
        rate,
        runs: valid.length,
        kept: valid.filter(({ outcome }) => outcome === 'kept').length,
        voids: all.length - valid.length,
        metrics: Object.fromEntries(summaries),
      };
    });
}
