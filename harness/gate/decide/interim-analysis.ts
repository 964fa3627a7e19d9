import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import { median } from '../../stats/descriptive-statistics.ts';
import { marginLimits } from '../../stats/minimal-detectable-change.ts';
import {
  type PairedModes,
  pairedModes,
  signCut,
} from '../../stats/paired-bimodality-and-sign-test.ts';
import { signedRankCritical } from '../../stats/signed-rank-test.ts';
import { kthAverage, pseudoMedian, walshCount } from '../../stats/walsh-averages.ts';
import type { PairedValues } from './paired-metric-evidence.ts';

/** Interim analyses with enough pairs for a conclusion, and the one-sided level of each. */
export interface AnalysisLevels {
  /** Numbers of pairs, ascending. */
  readonly schedule: readonly number[];
  readonly alpha: number;
}

/**
 * Splits `alpha` evenly over the interim analyses that have enough pairs to reach their share: n
 * pairs give no probability below 2⁻ⁿ, so the first analyses would waste theirs. The split is known
 * before the pairs are measured, so it does not depend on their values. The schedule is empty if
 * not even the last analysis has enough pairs.
 */
export function splitAlpha(schedule: readonly number[], alpha: number): AnalysisLevels {
  const first = schedule.findIndex(
    (pairs, index) => 0.5 ** pairs <= alpha / (schedule.length - index),
  );
  const usable = first === -1 ? [] : schedule.slice(first);
  return { schedule: usable, alpha: alpha / Math.max(1, usable.length) };
}

/** Intersection of the intervals of successive interim analyses, as ratios. */
export interface IntervalOverlap {
  readonly low: number;
  readonly high: number;
}

export const UNBOUNDED_OVERLAP: IntervalOverlap = { low: 0, high: Number.POSITIVE_INFINITY };

/**
 * Returns the overlap after another interim analysis; null if the change itself moved, so that no
 * number of pairs yields a single ratio.
 */
export function narrowOverlap(
  overlap: IntervalOverlap,
  analysis: InterimAnalysis,
  interval: AnalysisInterval,
): IntervalOverlap | null {
  const [low, high] = [analysis.toRatio(interval.low), analysis.toRatio(interval.high)];
  if (!interval.isReached || low === null || high === null) return overlap;
  const common = { low: Math.max(overlap.low, low), high: Math.min(overlap.high, high) };
  return common.low > common.high ? null : common;
}

export interface ReachedAnalyses {
  /** Numbers of pairs, ascending. */
  readonly reached: readonly number[];
  /** First analysis not reached yet; undefined if there is none. */
  readonly next: number | undefined;
}

/**
 * Lists the interim analyses that the pairs reach. Once measuring is over, pairs beyond the last
 * reached analysis replace those of the next one, at its level, so there are no more analyses than
 * share the error rate. This is valid as long as the reason for stopping is unrelated to which side
 * was slower, such as a time limit.
 */
export function listReachedAnalyses(
  schedule: readonly number[],
  pairs: number,
  isOver: boolean,
  { last_look: hasLast = false }: Pick<ComparisonRules, 'last_look'>,
): ReachedAnalyses {
  const reached = schedule.filter((scheduled) => scheduled <= pairs);
  const last = reached.at(-1);
  const next = schedule[reached.length];
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

/** First pairs of a stage, as used in one interim analysis. */
export interface InterimAnalysis extends PairDifferences {
  readonly pairs: number;
  /** The differences in ascending order. */
  readonly sorted: Float64Array;
  /** Set where the values of a side fall into two groups farther apart than the margin. */
  readonly modes: PairedModes | null;
}

/** Interval in the scale of the differences. */
export interface AnalysisInterval {
  readonly low: number;
  readonly high: number;
  /** True if the pairs suffice for the level; otherwise the interval is the whole range. */
  readonly isReached: boolean;
}

export type MarginPosition = 'above' | 'below' | 'within' | 'across';

export function analyzePairs(values: PairedValues, pairs: number, margin: number): InterimAnalysis {
  const differences = computePairDifferences(values, pairs, margin);
  const modes = pairedModes(values.base.slice(0, pairs), values.head.slice(0, pairs));
  const areDistinct = modes !== null && !(modes.high <= modes.low * (1 + margin));
  return {
    ...differences,
    pairs,
    sorted: new Float64Array(differences.values).sort(),
    modes: areDistinct ? modes : null,
  };
}

/** Returns the Hodges-Lehmann estimate of the difference. */
export function estimateDifference({ sorted }: InterimAnalysis): number {
  return pseudoMedian(sorted);
}

/**
 * Computes an interval whose ends each err with probability at most `alpha`, by inverting the exact
 * signed-rank test; closed at its ends, so ties only widen it. The test assumes a constant ratio.
 * With two modes it is not constant, and the interval is the union with that of the sign test:
 * wider, so the level holds whatever revealed the modes.
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
  const signTestRank = Math.max(1, signCut(pairs, alpha));
  return {
    low: Math.min(low, sorted[signTestRank - 1] ?? low),
    high: Math.max(high, sorted[pairs - signTestRank] ?? high),
    isReached,
  };
}

/** Locates an interval relative to the margin; too few pairs for the level are always `across`. */
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
  /** Converts a difference to the ratio head / base; null if the base is zero. */
  readonly toRatio: (difference: number) => number | null;
  /** Differences between these two bounds count as no change. */
  readonly marginLow: number;
  readonly marginHigh: number;
}

/**
 * Returns the log-ratios of the first `pairs` pairs. If a value is not positive (no errors, no
 * collections), returns plain differences, relative to the median of the base; if that is zero too
 * there is no ratio, and any difference is beyond the margin.
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
