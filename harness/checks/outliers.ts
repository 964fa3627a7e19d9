import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import { outliers as findOutliers, twoModes } from '../stats/bimodality-and-outliers.ts';
import { formatSignedPercent } from './format-check-numbers.ts';
import { listStoppingAndGatedMetrics } from './list-metrics-that-stop-or-gate-a-run.ts';

/** Values within this share of the median are no outliers, however narrow the rest is. */
export const SMALLEST_OUTLIER_DISTANCE = 0.05;
/** Trials that are named. */
const NAMED = 5;

/** Single trials lie far from all others. */
export const outliers: CheckAfter = {
  id: 'outliers',
  check: ({ scenario, measured, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      // Values of a second mode are reported by the check for modes.
      if (twoModes(summary.sample) !== null) return [];
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
