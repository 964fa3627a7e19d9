import type { Better } from '../model/metric.ts';
import { median } from '../stats/descriptive-statistics.ts';

/** Minimum number of units per side to show that a value is constant. */
export const MIN_EXACT_UNITS = 3;
/**
 * Minimum number of units per side to show a change. For a value that takes one of two values by
 * chance, the probability that the sides separate completely is 2 · 4⁻⁵, 0.2 %; for three units per
 * side, 3 %. An effect of the order of two units is detected by the order instead
 * (decide/evidence-gap.ts).
 */
export const MIN_EXACT_CHANGE_UNITS = 5;
/**
 * Minimum number of units per side to show a change if a side's values differ. All values of one
 * side lie above all of the other's by chance in 2 of C(14, 7) orders, 0.06 %; for three units, in
 * 10 %.
 */
export const MIN_VARYING_CHANGE_UNITS = 7;

/** True if either side has more than one value. */
export function isVarying(base: readonly number[], head: readonly number[]): boolean {
  return new Set(base).size > 1 || new Set(head).size > 1;
}

/** Returns the change with the interval of all possible ratios between values of the two sides. */
export function exactChange(base: readonly number[], head: readonly number[]): Change {
  const [baseLow, baseHigh] = range(base);
  const [headLow, headHigh] = range(head);
  const signs = [Math.sign(headLow - baseHigh), Math.sign(headHigh - baseLow)] as const;
  if (baseLow <= 0) return { ratio: null, low: null, high: null, signs };
  return {
    ratio: median(head) / median(base),
    low: headLow / baseHigh,
    high: headHigh / baseLow,
    signs,
  };
}

function range(sample: readonly number[]): readonly [low: number, high: number] {
  return [Math.min(...sample), Math.max(...sample)];
}

/** Change of a metric, as the interval of a ratio. */
export interface Change {
  /** Ratio head / base; all three are null if the base is zero. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Signs of the interval's ends against equality. */
  readonly signs: readonly [low: number, high: number];
}

export interface ChangeJudgement {
  readonly verdict: 'improved' | 'regressed' | 'unchanged' | 'inconclusive';
  /** Direction of the estimate; `none` where it is equality. */
  readonly direction: 'better' | 'worse' | 'none';
}

/**
 * Compares the interval of a change with the margin: wholly beyond it is a change, wholly within it
 * is none, anything else is inconclusive. If the base is zero every change is beyond any margin, so
 * only the direction counts.
 */
export function judgeMetricChange(change: Change, margin: number, better: Better): ChangeJudgement {
  const [lowEnd, highEnd] = locateEnds(change, margin);
  const estimate = change.ratio ?? 1 + change.signs[0] + change.signs[1];
  const direction = directionOf(estimate - 1, better);
  if (lowEnd === 'within' && highEnd === 'within') return { verdict: 'unchanged', direction };
  if (lowEnd !== highEnd) return { verdict: 'inconclusive', direction };
  const isBetter = (lowEnd === 'above') === (better === 'higher');
  return { verdict: isBetter ? 'improved' : 'regressed', direction };
}

type EndPosition = 'below' | 'within' | 'above';

/** Returns the position of both ends of the interval relative to the margin. */
function locateEnds(
  { low, high, signs }: Change,
  margin: number,
): readonly [EndPosition, EndPosition] {
  if (low === null || high === null) {
    return [locateEnd(1 + signs[0], 0), locateEnd(1 + signs[1], 0)];
  }
  return [locateEnd(low, margin), locateEnd(high, margin)];
}

function locateEnd(ratio: number, margin: number): EndPosition {
  if (ratio < 1 - margin) return 'below';
  return ratio > 1 + margin ? 'above' : 'within';
}

/** Returns the direction of a difference, which may be a logarithm of a ratio. */
export function directionOf(difference: number, better: Better): ChangeJudgement['direction'] {
  if (difference === 0) return 'none';
  return difference > 0 === (better === 'higher') ? 'better' : 'worse';
}
