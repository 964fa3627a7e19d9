import type { CheckAfter } from '../model/check.ts';
import { twoModes as findModes } from '../stats/two-modes.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { percent } from './percent.ts';

/** Modes nearer than the margin within which two results count as equal make no difference. */
export const SMALLEST_DISTANCE = 0.02;

/** The trials of a metric fall into two groups with nothing between them. */
export const twoModes: CheckAfter = {
  id: 'two-modes',
  check: ({ scenario, metrics }) =>
    judgedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const modes = findModes(summary.sample);
      if (modes === null) return [];
      const { low, high } = modes;
      const distance = (high.center - low.center) / Math.abs(summary.center);
      if (distance <= SMALLEST_DISTANCE) return [];
      return [
        {
          id: twoModes.id,
          level: 'warning',
          metric: name,
          message: `${name} has two modes: ${low.count} trials are close together, and ${high.count} others ${percent(distance)} above them, with none between. The median only tells which are more.`,
          remedy:
            'Find out what differs between the units: optimised code that is thrown away again, a cache that is hit or missed, a collection that falls into the measured time or not. Profiles of a slow and of a fast unit show it.',
        },
      ];
    }),
};
