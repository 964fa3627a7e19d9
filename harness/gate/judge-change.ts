import type { Better } from '../model/metric.ts';

/** Where a metric's change lies, as the interval of a ratio. */
export interface Change {
  /** head / base; all three null where the base is zero. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Signs of the interval's ends against equality. */
  readonly signs: readonly [low: number, high: number];
}

export interface ChangeJudgement {
  readonly verdict: 'improved' | 'regressed' | 'unchanged' | 'inconclusive';
  /** Which way the estimate points; `none` where it is equality. */
  readonly direction: 'better' | 'worse' | 'none';
}

/**
 * Holds the interval of a change against the margin: wholly beyond it is a change, wholly within it
 * is none, anything else is not known. Where the base is zero every change is beyond any margin, so
 * only the side of zero counts. What is better follows from the metric: more throughput is.
 */
export function judgeChange(change: Change, margin: number, better: Better): ChangeJudgement {
  const [belowBy, aboveBy] = sides(change, margin);
  const estimate = change.ratio ?? 1 + change.signs[0] + change.signs[1];
  const direction = directionOf(Math.sign(estimate - 1), better);
  if (belowBy === 'within' && aboveBy === 'within') return { verdict: 'unchanged', direction };
  if (belowBy !== aboveBy) return { verdict: 'inconclusive', direction };
  const isBetter = (belowBy === 'above') === (better === 'higher');
  return { verdict: isBetter ? 'improved' : 'regressed', direction };
}

type Side = 'below' | 'within' | 'above';

/** Where the two ends of the interval lie against the margin. */
function sides({ low, high, signs }: Change, margin: number): readonly [Side, Side] {
  if (low === null || high === null) {
    return [sideOf(1 + signs[0], 0), sideOf(1 + signs[1], 0)];
  }
  return [sideOf(low, margin), sideOf(high, margin)];
}

function sideOf(ratio: number, margin: number): Side {
  if (ratio < 1 - margin) return 'below';
  return ratio > 1 + margin ? 'above' : 'within';
}

function directionOf(sign: number, better: Better): ChangeJudgement['direction'] {
  if (sign === 0) return 'none';
  return sign > 0 === (better === 'higher') ? 'better' : 'worse';
}
