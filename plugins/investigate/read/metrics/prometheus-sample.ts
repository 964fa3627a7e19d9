import { toEpochMs } from '../parse-log-timestamp.ts';
import type { MetricKind, MetricPoints } from './add-metric-points-as-series.ts';

/** Names of counters if no `# TYPE` gives the kind (Prometheus, "Metric and label naming"). */
const COUNTER = /_total$/u;

/** Series, with the upper bound if it is a histogram bucket. */
export interface PrometheusSeries {
  readonly name: string;
  /** Labels without the bound. */
  readonly labels: Readonly<Record<string, string>>;
  readonly le: string | null;
}

/** A series by its name and labels. */
export function parsePrometheusSeries(
  name: string,
  labels: Readonly<Record<string, string>>,
): PrometheusSeries {
  const { le, ...others } = labels;
  return le !== undefined && name.endsWith('_bucket')
    ? { name, labels: others, le }
    : { name, labels, le: null };
}

/** Kind of a metric by its name alone. */
export function inferMetricKind(name: string): MetricKind {
  return COUNTER.test(name) ? 'counter' : 'gauge';
}

/**
 * Adds a sample of Prometheus.
 *
 * @param at - Seconds or milliseconds since 1970, as in OpenMetrics and the older text format.
 * @param kind - null to derive it from the name.
 */
export function addPrometheusSample(
  points: MetricPoints,
  { name, labels, le }: PrometheusSeries,
  at: number,
  value: number,
  kind: MetricKind | null,
): void {
  const moment = toEpochMs(at);
  if (le !== null) {
    const until = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    points.addBucket(name.slice(0, -'_bucket'.length), labels, moment, until, value);
  } else points.add(name, labels, moment, value, kind ?? inferMetricKind(name));
}
