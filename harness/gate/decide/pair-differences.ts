import { marginLimits } from '../../stats/distance-to-margin.ts';
import { median } from '../../stats/quantile.ts';
import type { PairedValues } from './metric-evidence.ts';

/** How far head lies from base in each pair, with what the numbers mean. */
export interface PairDifferences {
  /** In the order of measuring. */
  readonly values: readonly number[];
  /** Whether they are logarithms of ratios. */
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
export function pairDifferences(
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
