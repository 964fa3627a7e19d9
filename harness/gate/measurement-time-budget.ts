/** Time that all measurements may take, and its part for the comparison with a commit, ms. */
export interface TimeBudget {
  readonly allMs: number;
  readonly comparisonMs: number;
}

/**
 * Returns the time budget of a gate; null: no limit.
 * @param isMeasuredTwice - True if measured both against a commit and alone: each gets half.
 */
export function createTimeBudget(
  seconds: number | null,
  isMeasuredTwice: boolean,
): TimeBudget | null {
  if (seconds === null) return null;
  const allMs = seconds * 1_000;
  return { allMs, comparisonMs: isMeasuredTwice ? allMs / 2 : allMs };
}

/** Returns a comparison's limits in a budget, ms; they replace those of scenarios and stages. */
export function comparisonLimits(budget: TimeBudget | null): {
  readonly budgetMs?: number;
  readonly maxTimeMs?: number;
} {
  if (budget === null) return {};
  return { budgetMs: budget.comparisonMs, maxTimeMs: Number.POSITIVE_INFINITY };
}

/** Minimum share of time for profiles, which explain a failed gate. */
const EXPLAIN_SHARE = 0.1;

/** Returns the time left for profiles, milliseconds; at least a tenth of the budget. */
export function profileTimeLeft({ allMs }: TimeBudget, spentMs: number): number {
  return Math.max(EXPLAIN_SHARE * allMs, allMs - spentMs);
}

/** Returns the time left for each of the scenarios, milliseconds. */
export function timeLeftPerScenario(
  { allMs }: TimeBudget,
  spentMs: number,
  scenarios: number,
): number {
  return Math.max(0, allMs - spentMs) / scenarios;
}
