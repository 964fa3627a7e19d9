/** Facts that decide the verdict on a plan. */
export interface VerdictFacts {
  /** Number of remaining hypotheses that can be applied. */
  readonly valid: number;
  readonly concerns: number;
  /** Reasons why the plan as a whole cannot be carried out. */
  readonly flaws: readonly string[];
  readonly isRejectedByAll: boolean;
}

export type PlanVerdict = 'GO' | 'GO_WITH_CONCERNS' | 'NO_GO';

/**
 * V813-16: NO_GO only if no valid hypothesis is left, the union cannot be applied, or all reviewers
 * reject; GO only if there are no remarks.
 */
export function decidePlanVerdict({
  valid,
  concerns,
  flaws,
  isRejectedByAll,
}: VerdictFacts): PlanVerdict {
  if (valid === 0 || flaws.length > 0 || isRejectedByAll) return 'NO_GO';
  return concerns > 0 ? 'GO_WITH_CONCERNS' : 'GO';
}
