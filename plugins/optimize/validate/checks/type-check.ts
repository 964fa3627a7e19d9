import type { PlanCheck } from '../plan-check.ts';

/** What is struck together is well typed where the project is. */
export const typeCheck: PlanCheck = {
  id: 'type-check',
  area: 'strike_safety',
  check: ({ dryRun }) => {
    const types = dryRun?.types;
    if (types?.state !== 'failed') return {};
    const broken = [...types.broken].map(([id, reason]) => ({ id, reason }));
    if (broken.length > 0) return { invalid: broken };
    const detail = `together the hypotheses do not pass the type check: ${types.detail}`;
    return { concerns: [{ type: 'type_check', detail }] };
  },
};
