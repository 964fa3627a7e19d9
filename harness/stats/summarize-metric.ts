import type { Metric } from '../model/metric.ts';
import type { Summary } from '../model/metric-summary.ts';
import { median } from './descriptive-statistics.ts';
import { medianInterval } from './quantile-confidence-interval.ts';
import { variation } from './relative-variation.ts';

/** Confidence of the intervals of single metrics. */
export const CONFIDENCE = 0.95;

/** Summarizes the sample of a metric: center, interval and spread. @throws RangeError if empty. */
export function summarizeMetric(metric: Metric, sample: readonly number[]): Summary {
  if (sample.length === 0) throw new RangeError(`no measurements of ${metric.name}`);
  const { unit, better, nature } = metric;
  const interval = medianInterval(sample, CONFIDENCE);
  return {
    unit,
    better,
    nature,
    center: median(sample),
    ...interval,
    n: sample.length,
    variation: variation(sample),
    sample,
  };
}
