import type { CheckAfter } from '../model/check.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { movementOf } from './movement.ts';
import { chance, signedPercent } from './percent.ts';

/** A metric rose or fell bit by bit from the first trial to the last. */
export const drift: CheckAfter = {
  id: 'drift',
  check: ({ scenario, metrics }) =>
    judgedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const movement = movementOf(summary);
      if (movement?.type !== 'slope') return [];
      return [
        {
          id: drift.id,
          level: 'warning',
          metric: name,
          message: `${name} drifts: ${signedPercent(movement.change)} from the first to the last of ${summary.n} trials (${chance(movement.p)}).`,
          remedy:
            'Look for what grows from unit to unit (files, a database, a cache that persists) and for a CPU that heats up; reset it in `setup` or `prepare`.',
        },
      ];
    }),
};
