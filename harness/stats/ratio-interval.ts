import { median } from './quantile.ts';
import { shiftInterval } from './shift-interval.ts';

/** How a metric of the head relates to that of the base. */
export interface RatioInterval {
  /** head / base; null where the base is zero. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Sign of the ends of the interval: −1 the head lies below, 0 it touches equality, 1 above. */
  readonly signs: readonly [low: number, high: number];
  readonly confidence: number;
}

/**
 * Ratio of two independent samples. On logarithms where all values are positive; otherwise (no
 * collections, no errors) the shift is taken on the plain scale and set against the median of the
 * base, and where that is zero too only the direction is known.
 */
export function ratioInterval(
  base: readonly number[],
  head: readonly number[],
  wanted: number,
): RatioInterval {
  const isPositive = [...base, ...head].every((value) => value > 0);
  const scale = isPositive ? Math.log : (value: number) => value;
  const shift = shiftInterval(base.map(scale), head.map(scale), wanted);
  const center = median(base);
  const toRatio = (value: number): number | null => {
    if (isPositive) return Math.exp(value);
    // No metric falls below zero, so no ratio does, however wide the interval is.
    return center > 0 ? Math.max(0, 1 + value / center) : null;
  };
  return {
    ratio: toRatio(shift.estimate),
    low: toRatio(shift.low),
    high: toRatio(shift.high),
    signs: [Math.sign(shift.low), Math.sign(shift.high)],
    confidence: shift.confidence,
  };
}
