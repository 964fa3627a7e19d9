import type { Hypothesis } from '../../document/hypothesis.ts';
import type { PlanCheck } from '../plan-check.ts';

/** What a hypothesis needs is planned too, and nothing needs itself in the end. */
export const dependencyOrder: PlanCheck = {
  id: 'dependency-order',
  area: 'dependency_order',
  check: ({ block: { hypotheses } }) => {
    const byId = new Map(hypotheses.map((one) => [one.id, one]));
    const invalid = hypotheses.flatMap((one) => {
      const lacking = one.dependencies.find((id) => !byId.has(id));
      if (lacking !== undefined) {
        return [{ id: one.id, reason: `it needs ${lacking}, which is not planned` }];
      }
      return isNeeded(byId, one) ? [{ id: one.id, reason: 'it needs itself in the end' }] : [];
    });
    return {
      invalid,
      concerns: hypotheses.flatMap(({ id, dependencies, conflicts_with: against }) =>
        dependencies
          .filter((other) => against.includes(other))
          .map((other) => ({
            type: 'dependency_order',
            detail: `${id} both needs ${other} and conflicts with it`,
          })),
      ),
    };
  },
};

/** Whether something that a hypothesis needs needs it. */
function isNeeded(
  byId: ReadonlyMap<string, Hypothesis>,
  { id, dependencies }: Hypothesis,
): boolean {
  const seen = new Set(dependencies);
  for (const one of seen) for (const next of byId.get(one)?.dependencies ?? []) seen.add(next);
  return seen.has(id);
}
