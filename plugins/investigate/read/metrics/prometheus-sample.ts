import { epochMs } from '../moment.ts';
import type { MetricKind, MetricPoints } from './metric-points.ts';

/** Counters by the ends of their names, where no `# TYPE` says (Prometheus, "Metric and label naming"). */
const COUNTER = /_(?:total|count|sum)$/u;

/** What a metric is, by its name alone. */
export function kindOfName(name: string): MetricKind {
  return COUNTER.test(name) ? 'counter' : 'gauge';
}

/**
 * Takes in a sample of Prometheus.
 *
 * @param at - Seconds or milliseconds since 1970, as OpenMetrics and the older text format have it.
 * @param kind - null: its name says.
 */
export function takeSample(
  points: MetricPoints,
  { name, labels }: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
  at: number,
  value: number,
  kind: MetricKind | null,
): void {
  const { le, ...others } = labels;
  const moment = epochMs(at);
  if (le !== undefined && name.endsWith('_bucket')) {
    const until = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    points.addBucket(name.slice(0, -'_bucket'.length), others, moment, until, value);
  } else points.add(name, labels, moment, value, kind ?? kindOfName(name));
}

/** `1.5`, `+Inf`, `NaN`. */
export function sampleValue(text: string): number {
  if (/^[+]?Inf$/iu.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-Inf$/iu.test(text)) return Number.NEGATIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}
