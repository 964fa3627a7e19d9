import type { PlanCheck } from '../plan-check.ts';

/** Exact text for a hypothesis that only takes something away. */
export const UNPAIRED_REMOVAL = 'removal without optimization alternative';

/** V813-09: beside what takes something away stands what makes it faster instead. */
export const removalGuard: PlanCheck = {
  id: 'removal-guard',
  area: 'strike_safety',
  check: ({ block: { hypotheses } }) => ({
    concerns: hypotheses
      .filter(({ removes }) => removes)
      .filter(({ pair }) => !hypotheses.some(({ id, removes }) => id === pair && !removes))
      .map(({ id }) => ({ type: 'removal', detail: UNPAIRED_REMOVAL, hypothesis: id })),
  }),
};
