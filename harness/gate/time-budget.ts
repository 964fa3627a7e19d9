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

/** What is left for each of so many scenarios, milliseconds, when so much has been spent. */
export function leftForEach({ allMs }: TimeBudget, spentMs: number, scenarios: number): number {
  return Math.max(0, allMs - spentMs) / scenarios;
}
