import { measurementIds } from '../known-ids.ts';
import type { PlanCheck } from '../plan-check.ts';

/** V813-10: what has to hold was measured, not only assumed. */
export const premises: PlanCheck = {
  id: 'premises',
  area: 'measurement_validity',
  check: ({ block }) => {
    const known = measurementIds(block);
    const assumed = block.hypotheses.flatMap(({ premises: all }) =>
      all.filter(({ measurement }) => measurement === null || !known.has(measurement)),
    );
    return {
      concerns: assumed.map(({ text }) => ({
        type: 'assumption',
        detail: `assumption not verified: ${text}`,
      })),
    };
  },
};
