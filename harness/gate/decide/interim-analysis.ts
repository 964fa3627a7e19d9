import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import { marginLimits } from '../../stats/minimal-detectable-change.ts';
import { type PairedModes, pairedModes, signCut } from '../../stats/paired-modes.ts';
import { median } from '../../stats/quantile.ts';
import { signedRankCritical } from '../../stats/signed-rank-test.ts';
import { kthAverage, pseudoMedian, walshCount } from '../../stats/walsh-averages.ts';
import type { PairedValues } from './metric-evidence.ts';

/** Looks that can say something, and the one-sided level of each. */
export interface AnalysisLevels {
  readonly looks: readonly number[];
  readonly alpha: number;
}

/**
 * Splits `alpha` evenly over the interim analyses that have enough pairs to reach their share: n
 * pairs give no probability below 2⁻ⁿ, so the first analyses would waste theirs. The split is known
 * before the pairs are measured, so it does not depend on their values. No analysis where not even
 * the last has enough.
 */
export function splitAlpha(looks: readonly number[], alpha: number): AnalysisLevels {
  const first = looks.findIndex((pairs, index) => 0.5 ** pairs <= alpha / (looks.length - index));
  const usable = first === -1 ? [] : looks.slice(first);
  return { looks: usable, alpha: alpha / Math.max(1, usable.length) };
}

/** Intersection of the intervals of successive interim analyses, as ratios. */
export interface IntervalOverlap {
  readonly low: number;
  readonly high: number;
}

export const UNBOUNDED_OVERLAP: IntervalOverlap = { low: 0, high: Number.POSITIVE_INFINITY };

/**
 * The overlap after one more look; null: the change itself moved, and no number of pairs makes one
 * ratio of it.
 */
export function narrowOverlap(
  overlap: IntervalOverlap,
  look: InterimAnalysis,
  interval: AnalysisInterval,
): IntervalOverlap | null {
  const [low, high] = [look.toRatio(interval.low), look.toRatio(interval.high)];
  if (!interval.isReached || low === null || high === null) return overlap;
  const common = { low: Math.max(overlap.low, low), high: Math.min(overlap.high, high) };
  return common.low > common.high ? null : common;
}

/** The looks that the pairs of a stage reach. */
export interface ReachedAnalyses {
  /** Pairs of each, ascending. */
  readonly reached: readonly number[];
  /** The first that they do not reach; undefined: there is none. */
  readonly next: number | undefined;
}

/**
 * Once measuring is over, pairs beyond the last look are looked at in place of the next one, at its level:
 * there are no more looks than the error is shared by. That holds as long as what ended the measuring
 * had nothing to do with which side was slower, as a limit of time has not.
 */
export function listReachedAnalyses(
  looks: readonly number[],
  pairs: number,
  isOver: boolean,
  { last_look: hasLast = false }: Pick<ComparisonRules, 'last_look'>,
): ReachedAnalyses {
  const reached = looks.filter((look) => look <= pairs);
  const last = reached.at(-1);
  const next = looks[reached.length];
  const isBeyond = last !== undefined && next !== undefined && pairs > last;
  return { reached: isOver && hasLast && isBeyond ? [...reached, pairs] : reached, next };
}

/** True if the shares of two modes differ by more than chance explains. */
export function modeSharesDiffer(
  { modes }: InterimAnalysis,
  { confidence }: ComparisonRules,
): boolean {
  return modes !== null && modes.pValue <= 1 - confidence;
}

/** The first pairs of a stage, as they are looked at. */
export interface InterimAnalysis extends PairDifferences {
  readonly pairs: number;
  /** The differences in ascending order. */
  readonly sorted: Float64Array;
  /** Set where the values of a side fall into two groups farther apart than the margin. */
  readonly modes: PairedModes | null;
}

/** Ends in the scale of the differences. */
export interface AnalysisInterval {
  readonly low: number;
  readonly high: number;
  /** True if the pairs suffice for the level; otherwise the interval is the whole range. */
  readonly isReached: boolean;
}

/** Position of an interval relative to the margin. */
export type MarginPosition = 'above' | 'below' | 'within' | 'across';

export function analyzePairs(values: PairedValues, pairs: number, margin: number): InterimAnalysis {
  const differences = computePairDifferences(values, pairs, margin);
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
export function estimateDifference({ sorted }: InterimAnalysis): number {
  return pseudoMedian(sorted);
}

/**
 * Interval whose ends each err with at most `alpha`, by inverting the exact signed-rank test; closed
 * at its ends, so that ties only widen it. That test takes the ratio to be constant. With two modes
 * it is not, and the interval is the union with that of the sign test: wider, so whatever made the
 * modes show cannot break the level.
 */
export function computeInterval(
  { sorted, modes, pairs }: InterimAnalysis,
  alpha: number,
): AnalysisInterval {
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
export function locateInterval(
  { low, high, isReached }: AnalysisInterval,
  { marginLow, marginHigh }: Pick<PairDifferences, 'marginLow' | 'marginHigh'>,
): MarginPosition {
  if (!isReached) return 'across';
  if (low > marginHigh) return 'above';
  if (high < marginLow) return 'below';
  return low >= marginLow && high <= marginHigh ? 'within' : 'across';
}

/** Differences between head and base in each pair, with their scale. */
interface PairDifferences {
  /** In the order of measuring. */
  readonly values: readonly number[];
  /** True if the differences are logarithms of ratios. */
  readonly isRatio: boolean;
  /** The ratio head / base that a difference stands for; null where the base is zero. */
  readonly toRatio: (difference: number) => number | null;
  /** Differences between these two count as none. */
  readonly marginLow: number;
  readonly marginHigh: number;
}

/**
 * Log-ratios of the first `pairs` pairs. Where a value is not positive (no errors, no collections)
 * they are plain differences, set against the median of the base; where that is zero too there is
 * no ratio and any difference is beyond the margin.
 */
export function computePairDifferences(
  { base, head }: PairedValues,
  pairs: number,
  margin: number,
): PairDifferences {
  const [from, to] = [base.slice(0, pairs), head.slice(0, pairs)];
  const isPositive = [...from, ...to].every((value) => value > 0);
  if (isPositive) {
    const { low: marginLow, high: marginHigh } = marginLimits(margin);
    return {
      values: from.map((value, index) => Math.log((to[index] ?? value) / value)),
      isRatio: true,
      toRatio: Math.exp,
      marginLow,
      marginHigh,
    };
  }
  const center = Math.max(0, median(from));
  return {
    values: from.map((value, index) => (to[index] ?? value) - value),
    isRatio: false,
    // No metric falls below zero, so no ratio does, however wide the interval is.
    toRatio: (difference) => (center > 0 ? Math.max(0, 1 + difference / center) : null),
    marginLow: -margin * center,
    marginHigh: margin * center,
  };
}
