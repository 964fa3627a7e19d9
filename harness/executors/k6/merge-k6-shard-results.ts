import { mergeSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import { createSeries, type Series } from './k6-metric-series.ts';
import { type K6Metric, type K6Results, spanSeconds } from './read-k6-json-output-results.ts';

/** Numbers of current virtual users, where each process reports only its own. */
const OWN_USERS: ReadonlySet<string> = new Set(['vus', 'vus_max']);

/**
 * Merges the results of several k6 processes as if they were one process: all points of a metric
 * are pooled, so counters add up, rates are matches over all, and percentiles are those of all
 * points, exactly. Virtual users are those of all processes. Percentiles of the processes are never
 * averaged.
 * @param all - Of at least one process.
 */
export function mergeResults(all: readonly K6Results[]): K6Results {
  const metrics = new Map<string, K6Metric>();
  for (const name of new Set(all.flatMap((result) => [...result.metrics.keys()]))) {
    const series = all.flatMap((result) => result.metrics.get(name)?.series ?? []);
    const thresholds = all.flatMap((result) => result.metrics.get(name)?.thresholds ?? []);
    const contains = all.flatMap((result) => result.metrics.get(name)?.contains ?? [])[0];
    metrics.set(name, {
      name,
      series: OWN_USERS.has(name) ? addUp(series) : pool(series),
      ...(contains === undefined ? {} : { contains }),
      ...(thresholds.length === 0 ? {} : { thresholds }),
    });
  }
  const measured = all.filter(({ span }) => span.lastMs > 0);
  const span =
    measured.length === 0
      ? { firstMs: 0, lastMs: 0 }
      : {
          firstMs: Math.min(...measured.map((result) => result.span.firstMs)),
          lastMs: Math.max(...measured.map((result) => result.span.lastMs)),
        };
  return {
    metrics,
    span,
    seconds: spanSeconds(span),
    slices: mergeSlices(all.flatMap((result) => result.slices ?? [])),
    points: all.reduce((sum, { points }) => sum + points, 0),
    isTruncated: all.some(({ isTruncated }) => isTruncated),
  };
}

function pool(all: readonly Series[]): Series {
  const pooled = createSeries(all[0]?.type ?? 'counter');
  for (const series of all) pooled.addAll(series);
  return pooled;
}

/** A gauge of all processes together, from the least, the most and the last that each has had. */
function addUp(all: readonly Series[]): Series {
  const sum = createSeries('gauge');
  for (const stat of ['min', 'max', 'value']) {
    sum.add(all.reduce((total, series) => total + (series.stat(stat, 0) ?? 0), 0));
  }
  return sum;
}
