import type { ComparedMetricFact } from './comparison/compared-metric-display-data.ts';

/** Maximum number of scenarios that are reported in full. */
const MAX_FULLY_REPORTED = 12;

export function isLargeSuite(things: readonly { readonly scenario: string }[]): boolean {
  return new Set(things.map(({ scenario }) => scenario)).size > MAX_FULLY_REPORTED;
}

interface Rested {
  /** Comparison behind it; null: there is none. */
  readonly fact: ComparedMetricFact | null;
}

/** The farthest to the worse first. */
export function compareBySeverity(entry: Rested, other: Rested): number {
  return leaning(other) - leaning(entry);
}

/** Rank that sorts comparisons without an estimate last. */
const MOST_LEANING = 1e9;

/** Returns the estimated change, positive if trending slower; for improvements, if faster. */
function leaning({ fact }: Rested): number {
  if (fact === null || fact.comparison.ratio === null) return -MOST_LEANING;
  const { ratio, direction, verdict } = fact.comparison;
  const isShown = direction === 'worse' || verdict === 'improved';
  return isShown ? Math.abs(Math.log(ratio)) : -Math.abs(Math.log(ratio));
}
