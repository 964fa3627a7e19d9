/** What measuring may take in all, milliseconds, and what of it the comparison with a commit may. */
export interface TimeBudget {
  readonly allMs: number;
  readonly comparisonMs: number;
}

/**
 * How the time of a gate is spent; null: nothing limits it.
 * @param isMeasuredTwice - Whether everything is measured beside a commit and once more alone, to be
 *   held against a baseline: then each of both gets half.
 */
export function timeBudget(seconds: number | null, isMeasuredTwice: boolean): TimeBudget | null {
  if (seconds === null) return null;
  const allMs = seconds * 1_000;
  return { allMs, comparisonMs: isMeasuredTwice ? allMs / 2 : allMs };
}

/**
 * Limits of a comparison within a budget, milliseconds. No scenario and stage has one of its own then:
 * where a budget is given, it says what measuring may take.
 */
export function comparisonLimits(budget: TimeBudget | null): {
  readonly budgetMs?: number;
  readonly maxTimeMs?: number;
} {
  if (budget === null) return {};
  return { budgetMs: budget.comparisonMs, maxTimeMs: Number.POSITIVE_INFINITY };
}

/** Share of the time that profiles of what changed have at least: a red gate without a reason helps nobody. */
const EXPLAIN_SHARE = 0.1;

/** What profiles may take when so much has been spent, milliseconds: what is left, and at least a tenth. */
export function explainLimit({ allMs }: TimeBudget, spentMs: number): number {
  return Math.max(EXPLAIN_SHARE * allMs, allMs - spentMs);
}

/** What is left for each of so many scenarios, milliseconds, when so much has been spent. */
export function leftForEach({ allMs }: TimeBudget, spentMs: number, scenarios: number): number {
  return Math.max(0, allMs - spentMs) / scenarios;
}
