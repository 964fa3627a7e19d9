import { type PairedModes, pairedModes } from '../../stats/paired-modes.ts';
import { signCut } from '../../stats/sign-cut.ts';
import { signedRankCritical } from '../../stats/signed-rank-test.ts';
import { kthAverage, pseudoMedian, walshCount } from '../../stats/walsh.ts';
import type { PairedValues } from './metric-evidence.ts';
import { type PairDifferences, pairDifferences } from './pair-differences.ts';

/** The first pairs of a stage, as they are looked at. */
export interface Look extends PairDifferences {
  readonly pairs: number;
  /** The differences in ascending order. */
  readonly sorted: Float64Array;
  /** Where the values of a side fall into two groups that lie farther apart than the margin. */
  readonly modes: PairedModes | null;
}

/** Ends in the scale of the differences. */
export interface LookInterval {
  readonly low: number;
  readonly high: number;
  /** Whether the pairs are enough for the level; the interval is the whole range otherwise. */
  readonly isReached: boolean;
}

/** Where an interval lies against the margin. */
export type Place = 'above' | 'below' | 'within' | 'across';

export function lookAt(values: PairedValues, pairs: number, margin: number): Look {
  const differences = pairDifferences(values, pairs, margin);
  const modes = pairedModes(values.base.slice(0, pairs), values.head.slice(0, pairs));
  const isWide = modes !== null && !(modes.high <= modes.low * (1 + margin));
  return {
    ...differences,
    pairs,
    sorted: new Float64Array(differences.values).sort(),
    modes: isWide ? modes : null,
  };
}

/** Hodges-Lehmann estimate. */
export function estimateAt({ sorted }: Look): number {
  return pseudoMedian(sorted);
}

/**
 * Interval whose ends each err with at most `alpha`, by inverting the exact signed-rank test; closed
 * at its ends, so that ties only widen it. That test takes the ratio to be constant. With two modes
 * it is not, and the interval is the union with that of the sign test: wider, so whatever made the
 * modes show cannot break the level.
 */
export function intervalAt({ sorted, modes, pairs }: Look, alpha: number): LookInterval {
  const critical = signedRankCritical(pairs, alpha);
  const rank = Math.max(1, critical + 1);
  const isReached = critical >= 0;
  const low = kthAverage(sorted, rank);
  const high = kthAverage(sorted, walshCount(pairs) + 1 - rank);
  if (modes === null) return { low, high, isReached };
  const cut = Math.max(1, signCut(pairs, alpha));
  return {
    low: Math.min(low, sorted[cut - 1] ?? low),
    high: Math.max(high, sorted[pairs - cut] ?? high),
    isReached,
  };
}

/** Too few pairs for the level are never anywhere. */
export function placeOf(
  { low, high, isReached }: LookInterval,
  { marginLow, marginHigh }: Pick<PairDifferences, 'marginLow' | 'marginHigh'>,
): Place {
  if (!isReached) return 'across';
  if (low > marginHigh) return 'above';
  if (high < marginLow) return 'below';
  return low >= marginLow && high <= marginHigh ? 'within' : 'across';
}
