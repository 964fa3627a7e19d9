import type { CheckAfter } from '../model/check.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { percent } from './percent.ts';

/** Fewer trials are equal by chance too easily. */
const FEWEST_TRIALS = 6;
/** Timed trials hardly ever agree to the last digit: as few values as this come from a coarse unit. */
export const MAX_DISTINCT_SHARE = 1 / 3;
/** A step below this share of the value does not show in a result. */
export const MIN_STEP = 0.01;

/** A timed metric comes in steps that are large against its value. */
export const lowResolution: CheckAfter = {
  id: 'low-resolution',
  check: ({ scenario, metrics }) =>
    judgedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const { nature, sample, center, n } = summary;
      if (nature !== 'timed' || n < FEWEST_TRIALS || center === 0) return [];
      const values = [...new Set(sample)].sort((a, b) => a - b);
      if (values.length < 2 || values.length > n * MAX_DISTINCT_SHARE) return [];
      const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
      const step = Math.min(...steps) / Math.abs(center);
      if (step < MIN_STEP) return [];
      return [
        {
          id: lowResolution.id,
          level: 'warning',
          metric: name,
          message: `${name} took only ${values.length} different values in ${n} trials, ${percent(step)} apart: it is not measured more finely than that, and smaller changes cannot be seen.`,
          remedy: 'Measure more work in one operation, or a metric of finer resolution.',
        },
      ];
    }),
};
