import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import type { PlanCheck } from '../plan-check-types.ts';

/** Dependencies of a hypothesis are planned too, and form no cycle. */
export const dependencyOrder: PlanCheck = {
  id: 'dependency-order',
  area: 'dependency_order',
  check: ({ block: { hypotheses } }) => {
    const byId = new Map(hypotheses.map((hypothesis) => [hypothesis.id, hypothesis]));
    const invalid = hypotheses.flatMap((hypothesis) => {
      const lacking = hypothesis.dependencies.find((id) => !byId.has(id));
      if (lacking !== undefined) {
        return [{ id: hypothesis.id, reason: `it needs ${lacking}, which is not planned` }];
      }
      return isNeeded(byId, hypothesis)
        ? [{ id: hypothesis.id, reason: 'its dependencies form a cycle' }]
        : [];
    });
    return {
      invalid,
      concerns: hypotheses.flatMap(({ id, dependencies, conflicts_with: against }) =>
        dependencies
          .filter((other) => against.includes(other))
          .map((other) => ({
            type: 'dependency_order',
            detail: `${id} both needs and conflicts with ${other}`,
          })),
      ),
    };
  },
};

/** True if a hypothesis depends on itself through its dependencies. */
function isNeeded(
  byId: ReadonlyMap<string, Hypothesis>,
  { id, dependencies }: Hypothesis,
): boolean {
  const seen = new Set(dependencies);
  for (const dependencyId of seen)
    for (const next of byId.get(dependencyId)?.dependencies ?? []) seen.add(next);
  return seen.has(id);
}
