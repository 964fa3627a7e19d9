import type { Look, LookInterval } from './look.ts';

/** What the intervals of successive looks have in common, as ratios. */
export interface Overlap {
  readonly low: number;
  readonly high: number;
}

export const WHOLE: Overlap = { low: 0, high: Number.POSITIVE_INFINITY };

/**
 * What is left of the overlap after one more look; null when it is nothing: the change itself is
 * another one than before, and no number of pairs makes one ratio of it.
 */
export function narrowed(overlap: Overlap, look: Look, interval: LookInterval): Overlap | null {
  const [low, high] = [look.toRatio(interval.low), look.toRatio(interval.high)];
  if (!interval.isReached || low === null || high === null) return overlap;
  const common = { low: Math.max(overlap.low, low), high: Math.min(overlap.high, high) };
  return common.low > common.high ? null : common;
}
