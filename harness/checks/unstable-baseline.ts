import type { CheckAfter } from '../model/check.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { movementOf } from './movement.ts';
import { chance, signedPercent } from './percent.ts';

/**
 * The level of a metric changed at once during the run: its median stands for neither part, so a
 * later run would be compared with a number that was never true. Distinct from high variance, which
 * is about size and not about order, and from drift, which is gradual.
 */
export const unstableBaseline: CheckAfter = {
  id: 'unstable-baseline',
  check: ({ scenario, metrics }) =>
    judgedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const movement = movementOf(summary);
      if (movement?.type !== 'step') return [];
      const { after, change, p } = movement;
      return [
        {
          id: unstableBaseline.id,
          level: 'warning',
          metric: name,
          message: `${name} changed its level during the run: ${signedPercent(change)} after ${after} of ${summary.n} trials (${chance(p)}). The result is no baseline to compare with.`,
          remedy:
            'Find out what began or ended at that time (the trials carry their time stamps), then run again.',
        },
      ];
    }),
};
