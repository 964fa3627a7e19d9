import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';
import { percent } from './percent.ts';

/** k6 had no virtual user free for iterations that were due: the load was not what was asked for. */
export const droppedIterations: CheckAfter = {
  id: 'dropped-iterations',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'k6') return [];
    const notes = notesOf(measured);
    const sum = (name: string): number =>
      numbersIn(notes, name).reduce((total, one) => total + one, 0);
    const dropped = sum('dropped_iterations');
    if (dropped === 0) return [];
    const due = dropped + sum('iterations');
    return [
      {
        id: droppedIterations.id,
        level: 'warning',
        message: `k6 left out ${dropped} of ${due} iterations (${percent(dropped / due, 2)}), since no virtual user was free when they were due: the rate was lower than the script asks for, just when answers were slow.`,
        remedy:
          'Raise `preAllocatedVUs` and `maxVUs` of the script above its rate times the longest iteration, or lower its rate.',
      },
    ];
  },
};
