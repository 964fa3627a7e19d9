import { METRICS, type Metric } from '../../harness/model/metric.ts';
import { UNITS } from './exposition.ts';

/** Where the value of a metric stands among the series of OpenMetrics. */
export interface SeriesName {
  /** Without unit, such as `perf_harness_wall_time`. */
  readonly base: string;
  readonly unit: string;
  /** How many of our units are one of this. */
  readonly divisor: number;
  /** Labels beside those of the scenario. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Names that would read as a part of a histogram. */
const OWN_NAMES: Readonly<Record<string, string>> = { gc_count: 'gc_runs' };

/**
 * A family for each metric of the catalogue. Those of engines have names with any letter in them: they
 * share a family for each unit, and a label tells them apart.
 */
export function seriesName({ name, unit }: Pick<Metric, 'name' | 'unit'>): SeriesName {
  const { name: suffix, divisor } = UNITS[unit];
  if (METRICS.has(name)) {
    const own = (OWN_NAMES[name] ?? name).replaceAll(/[^a-z0-9]/g, '_');
    return { base: `perf_harness_${own}`, unit: suffix, divisor, labels: {} };
  }
  const metric = name.replace(/^k6\./, '');
  return { base: 'perf_harness_engine', unit: suffix, divisor, labels: { metric } };
}

/** The whole name of a family: what it is of, an end of the interval perhaps, and the unit last. */
export function familyName({ base, unit }: SeriesName, end: '' | '_low' | '_high' = ''): string {
  const value = unit === '' && base === 'perf_harness_engine' ? '_value' : '';
  return `${base}${value}${end}${unit === '' ? '' : `_${unit}`}`;
}
