import type { Metric } from '../model/metric.ts';
import type { Summary } from '../model/summary.ts';
import { medianInterval } from './median-interval.ts';
import { median } from './quantile.ts';
import { variation } from './variation.ts';

/** Confidence of all intervals. */
export const CONFIDENCE = 0.95;

/**
 * Summarizes one metric over the trials: center, interval and spread. @throws RangeError when
 * empty.
 */
export function summarize(metric: Metric, sample: readonly number[]): Summary {
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
