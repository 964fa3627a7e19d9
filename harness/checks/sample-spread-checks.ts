import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import {
  twoModes as findModes,
  outliers as findOutliers,
} from '../stats/bimodality-and-outliers.ts';
import { DEVIATION_FROM, isUnstable, MAX_VARIATION } from '../stats/relative-variation.ts';
import { formatPercent, formatSignedPercent } from './format-check-numbers.ts';
import { listStoppingAndGatedMetrics } from './list-metrics-that-stop-or-gate-a-run.ts';

/** The trials of a metric vary too much to be summarized by one number. */
export const highVariance: CheckAfter = {
  id: 'high-variance',
  check: ({ scenario, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics)
      .filter(({ summary }) => isUnstable(summary.variation))
      .map(({ name, summary: { n, variation } }) => ({
        id: highVariance.id,
        level: 'warning',
        metric: name,
        message: `${name} varies by ${formatPercent(variation, 2)} between trials (${measureOf(n)}); more than ${formatPercent(MAX_VARIATION, 0)} counts as unstable.`,
        remedy:
          'Look for work that depends on time, network or random data, and for operations that do too little work; `perf-harness doctor --stability 60s` shows how much the machine itself varies.',
      })),
};

function measureOf(n: number): string {
  return n < DEVIATION_FROM
    ? `(max − min) / median of ${n} trials`
    : `standard deviation / mean of ${n} trials`;
}

/** Modes nearer than the margin within which two results count as equal make no difference. */
export const SMALLEST_MODE_DISTANCE = 0.02;

/** The trials of a metric fall into two separate groups. */
export const twoModes: CheckAfter = {
  id: 'two-modes',
  check: ({ scenario, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const modes = findModes(summary.sample);
      if (modes === null) return [];
      const { low, high } = modes;
      const distance = (high.center - low.center) / Math.abs(summary.center);
      if (distance <= SMALLEST_MODE_DISTANCE) return [];
      return [
        {
          id: twoModes.id,
          level: 'warning',
          metric: name,
          message: `${name} has two modes: ${low.count} trials are close together, and ${high.count} others ${formatPercent(distance)} above them, with none in between. The median only shows which mode has more trials.`,
          remedy:
            'Find out what differs between the trials: deoptimized code, cache hits and misses, or a garbage collection within the measurement window. Compare profiles of a slow and a fast trial.',
        },
      ];
    }),
};

/** Values within this share of the median are no outliers, however narrow the rest is. */
const SMALLEST_OUTLIER_DISTANCE = 0.05;
const NAMED = 5;

/** Single trials lie far from all others. */
export const outliers: CheckAfter = {
  id: 'outliers',
  check: ({ scenario, measured, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      // Values of a second mode are reported by the check for modes.
      if (findModes(summary.sample) !== null) return [];
      // The sample has no entry for a trial without this metric, so positions are not indexes.
      const trials = measured.filter((trial) => trial.measurements[name] !== undefined);
      const far = findOutliers(summary.sample)
        .map((position) => ({
          trial: trials[position]?.index ?? position,
          distance: ((summary.sample[position] ?? 0) - summary.center) / Math.abs(summary.center),
        }))
        .filter(({ distance }) => Math.abs(distance) > SMALLEST_OUTLIER_DISTANCE)
        .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance));
      if (far.length === 0) return [];
      const named = far
        .slice(0, NAMED)
        .map(({ trial, distance }) => `trial ${trial} (${formatSignedPercent(distance)})`);
      const more = far.length > NAMED ? ` and ${far.length - NAMED} more` : '';
      return [
        {
          id: outliers.id,
          level: 'info',
          metric: name,
          message: `${far.length} of ${summary.n} trials of ${name} are outliers: ${named.join(', ')}${more}. They do not affect the median.`,
          remedy: 'If outliers recur in every run, check what else is running at those times.',
        },
      ];
    }),
};
