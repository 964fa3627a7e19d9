import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import type { Correction, Plan, PlanCheck } from '../plan-check-types.ts';

/**
 * V813-07: both hypotheses of a conflict exist and declare it, and it has a reason: the catalogue
 * declares it, or they address the same step or touch the same lines.
 */
export const conflicts: PlanCheck = {
  id: 'conflicts',
  area: 'conflict_correctness',
  check: (plan) => {
    const found = plan.block.hypotheses.flatMap((hypothesis) =>
      hypothesis.conflicts_with.map((other) => ({
        hypothesis,
        other,
        ...judge(plan, hypothesis, other),
      })),
    );
    return {
      concerns: found.flatMap(({ hypothesis, other, reason }) =>
        reason === null
          ? []
          : [
              {
                type: 'BAD_CONFLICT',
                detail: `${hypothesis.id} conflicts with ${other}: ${reason}`,
              },
            ],
      ),
      corrections: found.flatMap(({ correction }) => (correction === null ? [] : [correction])),
    };
  },
};

interface Judged {
  readonly reason: string | null;
  readonly correction: Correction | null;
}

function judge(plan: Plan, hypothesis: Hypothesis, id: string): Judged {
  const other = plan.block.hypotheses.find((each) => each.id === id);
  const drop: Correction = {
    kind: 'unlink',
    relation: 'conflicts_with',
    id: hypothesis.id,
    other: id,
  };
  if (id === hypothesis.id)
    return { reason: 'a hypothesis cannot conflict with itself', correction: drop };
  if (other === undefined) return { reason: 'the hypothesis does not exist', correction: drop };
  if (!isFounded(plan, hypothesis, other)) {
    return { reason: 'the two hypotheses share no step and no line', correction: drop };
  }
  if (other.conflicts_with.includes(hypothesis.id)) return { reason: null, correction: null };
  return {
    reason: `${id} does not declare the conflict`,
    correction: { kind: 'link', relation: 'conflicts_with', id, other: hypothesis.id },
  };
}

function isFounded(
  { isKnownConflict, dryRun }: Plan,
  hypothesis: Hypothesis,
  other: Hypothesis,
): boolean {
  return (
    hypothesis.bottleneck_addressed === other.bottleneck_addressed ||
    isKnownConflict(hypothesis, other) ||
    isKnownConflict(other, hypothesis) ||
    (dryRun?.touchSame(hypothesis.id, other.id) ?? false)
  );
}

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
