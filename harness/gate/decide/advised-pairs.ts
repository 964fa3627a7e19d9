import { pairsFor, type ShowingLevel } from '../../stats/minimal-change.ts';

/** So many did not decide: the advice is a quarter more at least. */
const MORE = 1.25;

/** Pairs that did not decide, and what they say. */
interface Undecided {
  readonly pairs: number;
  /** As a logarithm. */
  readonly estimate: number;
  readonly spread: number;
  readonly margin: number;
}

/** The pairs that would probably decide it, taken that the change is what these say; null: no sensible number. */
export function advisedPairs(
  { pairs, estimate, spread, margin }: Undecided,
  level: ShowingLevel,
): number | null {
  const needed = pairsFor(Math.expm1(estimate), spread, margin, level);
  return needed === null ? null : Math.max(needed, Math.ceil(MORE * pairs));
}
