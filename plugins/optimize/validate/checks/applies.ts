import type { PlanCheck } from '../plan-check.ts';

/** Every hypothesis can be applied by itself, and those that are struck together can be together. */
export const applies: PlanCheck = {
  id: 'applies',
  area: 'strike_safety',
  check: ({ dryRun }) => {
    if (dryRun === null) return {};
    const { union } = dryRun;
    return {
      invalid: [...dryRun.refused].map(([id, reason]) => ({ id, reason })),
      concerns: [...dryRun.manual].map(([id, detail]) => ({
        type: 'manual',
        detail: detail.startsWith(`${id} `) ? detail : `${id}: ${detail}`,
      })),
      flaws: union.failed.map(({ id, reason }) => `the union cannot be applied: ${id}: ${reason}`),
      corrections: union.clashes.map(({ id, other }) => ({
        kind: 'link',
        relation: 'conflicts_with',
        id,
        other,
      })),
    };
  },
};
