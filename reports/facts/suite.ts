import type { ComparisonFact } from './comparison/comparison-fact.ts';

/** So many scenarios are told in full. */
const FEW = 12;

/** Whether there are so many scenarios that one is told in a line. */
export function isSuite(things: readonly { readonly scenario: string }[]): boolean {
  return new Set(things.map(({ scenario }) => scenario)).size > FEW;
}

interface Rested {
  /** The comparison that it rests on; null: on none. */
  readonly fact: ComparisonFact | null;
}

/** The farthest to the worse first. */
export function worstFirst(one: Rested, other: Rested): number {
  return leaning(other) - leaning(one);
}

/** What has no estimate stands behind all others. */
const MOST_LEANING = 1e9;

/** How far the estimate lies to the worse; of improvements, to the better. */
function leaning({ fact }: Rested): number {
  if (fact === null || fact.comparison.ratio === null) return -MOST_LEANING;
  const { ratio, direction, verdict } = fact.comparison;
  const isShown = direction === 'worse' || verdict === 'improved';
  return isShown ? Math.abs(Math.log(ratio)) : -Math.abs(Math.log(ratio));
}
