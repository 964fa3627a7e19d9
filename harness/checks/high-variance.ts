import type { CheckAfter } from '../model/check.ts';
import { isUnstable, MAX_VARIATION, RANGE_BELOW } from '../stats/variation.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { percent } from './percent.ts';

/** The trials of a metric differ from each other by more than can be called one number. */
export const highVariance: CheckAfter = {
  id: 'high-variance',
  check: ({ scenario, metrics }) =>
    judgedMetrics(scenario, metrics)
      .filter(({ summary }) => isUnstable(summary.variation))
      .map(({ name, summary: { n, variation } }) => ({
        id: highVariance.id,
        level: 'warning',
        metric: name,
        message: `${name} varies by ${percent(variation, 2)} from trial to trial (${measureOf(n)}); more than ${percent(MAX_VARIATION, 0)} counts as unstable.`,
        remedy:
          'Look for work that depends on time, network or random data, and for too little work in one operation; `perf-harness doctor --stability 60s` shows how much the machine itself varies.',
      })),
};

function measureOf(n: number): string {
  return n < RANGE_BELOW
    ? `(max − min) / median of ${n} trials`
    : `standard deviation / mean of ${n} trials`;
}
