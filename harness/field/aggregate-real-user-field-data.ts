import { FIELD_METRICS, type FieldData } from '../model/field-metrics.ts';
import { quantileInterval } from '../stats/quantile-confidence-interval.ts';
import { CONFIDENCE } from '../stats/summarize-metric.ts';
import type { Beacons } from './read-web-vitals-beacons.ts';

/** Web vitals are judged by it: three of four visits are at least as good (web.dev/articles/vitals). */
const SHARE = 0.75;

/** Aggregates the visits to all these pages into one value of each metric. */
export function aggregateFieldData(
  { pages, fromMs, toMs }: Beacons,
  { files, page, source }: Pick<FieldData, 'files' | 'page' | 'source'>,
): FieldData {
  const metrics = FIELD_METRICS.flatMap((metric) => {
    const values = [...pages.values()].flatMap((page) => page.get(metric) ?? []);
    const all = values.length === 1 ? (values[0] ?? new Float64Array(0)) : joined(values);
    if (all.length === 0) return [];
    const { value: p75, low, high, confidence } = quantileInterval(all, SHARE, CONFIDENCE);
    return [[metric, { p75, low, high, confidence, n: all.length }] as const];
  });
  return {
    files,
    ...(source !== undefined && { source }),
    page,
    from: fromMs === null ? null : new Date(fromMs).toISOString(),
    to: toMs === null ? null : new Date(toMs).toISOString(),
    metrics: Object.fromEntries(metrics),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}
