import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import {
  intervalAt,
  type LookLevels,
  lookAt,
  lookLevels,
  narrowed,
  type Overlap,
  placeOf,
  reachedLooks,
  sharesDiffer,
  WHOLE,
} from './look.ts';
import type { MetricEvidence } from './metric-evidence.ts';
import { type Direction, directionOf, type Exhaustion } from './screen-state.ts';

/**
 * State of a candidate after the fresh pairs; `pairs` is the number at the interim analysis that
 * decided.
 */
export type ConfirmState =
  | { readonly type: 'open'; readonly pairs: number; readonly next: number }
  | { readonly type: 'confirmed'; readonly pairs: number }
  /** The fresh pairs show that there is no change beyond the margin. */
  | { readonly type: 'refuted'; readonly pairs: number }
  /**
   * The fresh pairs show a change in the other direction, which was not tested and is no verdict.
   */
  | { readonly type: 'opposite'; readonly pairs: number }
  /** no-hope: without a margin, the fresh pairs do not even point that way. */
  | { readonly type: 'exhausted'; readonly pairs: number; readonly reason: Exhaustion };

export interface ConfirmQuestion {
  /** The way that the screen found the metric changed. */
  readonly direction: Direction;
  /** Candidates of the whole suite, which share the error. */
  readonly candidates: number;
  /** No more pairs are measured, so that all there are are looked at. Default: not. */
  readonly isOver?: boolean;
}

/** Level at which an interval is hardly more than the estimate. */
const HALF = 0.5;

/** Looks at one of `candidates` candidates, and their level. */
export function confirmLevels(
  { confirm_alpha, confirm_looks }: ComparisonRules,
  candidates: number,
): LookLevels {
  return lookLevels(confirm_looks, confirm_alpha / candidates);
}

/**
 * Goes through the looks in order, as the screen does. Coins and pairs are fresh, so the level holds
 * whatever was chosen before; it is split over the candidates of the suite and over the looks
 * (Bonferroni), so that any wrong confirmation in the whole suite has at most `confirm_alpha`.
 */
export function confirmState(
  { confirm, margin, better }: MetricEvidence,
  { direction, candidates, isOver = false }: ConfirmQuestion,
  rules: ComparisonRules,
): ConfirmState {
  const giveUp = margin === 0 ? rules.without_margin?.give_up : undefined;
  const { looks, alpha } = confirmLevels(rules, candidates);
  let overlap: Overlap | null = WHOLE;
  let isInModes = false;
  const { reached, next } = reachedLooks(looks, confirm.base.length, isOver, rules);
  for (const pairs of reached) {
    const look = lookAt(confirm, pairs, margin);
    const interval = intervalAt(look, alpha);
    overlap = narrowed(overlap, look, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    const place = placeOf(interval, look);
    const seen = directionOf(place, better);
    if (seen === direction) return { type: 'confirmed', pairs };
    if (seen !== null) return { type: 'opposite', pairs };
    isInModes = place === 'within' && sharesDiffer(look, rules);
    if (place === 'within' && !isInModes) return { type: 'refuted', pairs };
    if (giveUp !== undefined && pairs >= giveUp.confirm_pairs) {
      const leaning = directionOf(placeOf(intervalAt(look, HALF), look), better);
      if (leaning !== direction) return { type: 'exhausted', pairs, reason: 'no-hope' };
    }
  }
  const pairs = reached.at(-1) ?? 0;
  if (next !== undefined) return { type: 'open', pairs, next };
  return { type: 'exhausted', pairs, reason: isInModes ? 'modes' : 'looks' };
}
