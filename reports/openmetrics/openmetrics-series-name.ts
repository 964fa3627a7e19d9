import { METRICS, type Metric } from '../../harness/model/metric.ts';
import { OPENMETRICS_UNITS } from './openmetrics-exposition.ts';

/** Series of a metric in OpenMetrics. */
export interface SeriesName {
  /** Without unit, such as `perf_harness_wall_time`. */
  readonly base: string;
  readonly unit: string;
  /** Number of internal units in this unit. */
  readonly divisor: number;
  /** Labels in addition to those of the scenario. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Names that would read as a part of a histogram. */
const OWN_NAMES: Readonly<Record<string, string>> = { gc_count: 'gc_runs' };

/**
 * Returns the family of a metric. Metrics of engines can have any character in their names, so they
 * share one family per unit, with the name in a label.
 */
export function seriesName({ name, unit }: Pick<Metric, 'name' | 'unit'>): SeriesName {
  const { name: suffix, divisor } = OPENMETRICS_UNITS[unit];
  if (METRICS.has(name)) {
    const own = (OWN_NAMES[name] ?? name).replaceAll(/[^a-z0-9]/g, '_');
    return { base: `perf_harness_${own}`, unit: suffix, divisor, labels: {} };
  }
  const metric = name.replace(/^k6\./, '');
  return { base: 'perf_harness_engine', unit: suffix, divisor, labels: { metric } };
}

/** Returns a metric family's full name: subject, possibly an interval's end, unit last. */
export function familyName({ base, unit }: SeriesName, end: '' | '_low' | '_high' = ''): string {
  const value = unit === '' && base === 'perf_harness_engine' ? '_value' : '';
  return `${base}${value}${end}${unit === '' ? '' : `_${unit}`}`;
}
