import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import {
  changeDirection,
  type Direction,
  type ExhaustionReason,
} from './evaluate-metric-screening.ts';
import {
  type AnalysisLevels,
  analyzePairs,
  computeInterval,
  type IntervalOverlap,
  listReachedAnalyses,
  locateInterval,
  modeSharesDiffer,
  narrowOverlap,
  splitAlpha,
  UNBOUNDED_OVERLAP,
} from './interim-analysis.ts';
import type { MetricEvidence } from './paired-metric-evidence.ts';

/** State of a candidate after the fresh pairs; `pairs`: number at the deciding interim analysis. */
export type ConfirmationState =
  | { readonly type: 'open'; readonly pairs: number; readonly next: number }
  | { readonly type: 'confirmed'; readonly pairs: number }
  /** The fresh pairs show that there is no change beyond the margin. */
  | { readonly type: 'refuted'; readonly pairs: number }
  /** Fresh pairs show a change in the other direction, which was not tested; no verdict. */
  | { readonly type: 'opposite'; readonly pairs: number }
  /** no-hope: without a margin, the fresh pairs do not even point that way. */
  | { readonly type: 'exhausted'; readonly pairs: number; readonly reason: ExhaustionReason };

export interface ConfirmationRequest {
  /** The way that the screen found the metric changed. */
  readonly direction: Direction;
  /** Number of candidates in the whole suite, which share the error rate. */
  readonly candidates: number;
  /** Set when no more pairs will be measured: all existing pairs are analyzed. Default: false. */
  readonly isOver?: boolean;
}

/** Level at which an interval is hardly more than the estimate. */
const HALF = 0.5;

/** Returns the interim analyses of each of `candidates` candidates, and their level. */
export function confirmationLevels(
  { confirm_alpha, confirm_looks }: ComparisonRules,
  candidates: number,
): AnalysisLevels {
  return splitAlpha(confirm_looks, confirm_alpha / candidates);
}

/**
 * Evaluates the interim analyses in order, as the screen does. Coins and pairs are fresh, so the
 * level holds regardless of the selection; it is split over the candidates of the suite and over
 * the analyses (Bonferroni), so that the probability of any wrong confirmation in the whole suite
 * is at most `confirm_alpha`.
 */
export function evaluateConfirmation(
  { confirm, margin, better }: MetricEvidence,
  { direction, candidates, isOver = false }: ConfirmationRequest,
  rules: ComparisonRules,
): ConfirmationState {
  const giveUp = margin === 0 ? rules.without_margin?.give_up : undefined;
  const { looks, alpha } = confirmationLevels(rules, candidates);
  let overlap: IntervalOverlap | null = UNBOUNDED_OVERLAP;
  let isInModes = false;
  const { reached, next } = listReachedAnalyses(looks, confirm.base.length, isOver, rules);
  for (const pairs of reached) {
    const look = analyzePairs(confirm, pairs, margin);
    const interval = computeInterval(look, alpha);
    overlap = narrowOverlap(overlap, look, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    const place = locateInterval(interval, look);
    const seen = changeDirection(place, better);
    if (seen === direction) return { type: 'confirmed', pairs };
    if (seen !== null) return { type: 'opposite', pairs };
    isInModes = place === 'within' && modeSharesDiffer(look, rules);
    if (place === 'within' && !isInModes) return { type: 'refuted', pairs };
    if (giveUp !== undefined && pairs >= giveUp.confirm_pairs) {
      const leaning = changeDirection(locateInterval(computeInterval(look, HALF), look), better);
      if (leaning !== direction) return { type: 'exhausted', pairs, reason: 'no-hope' };
    }
  }
  const pairs = reached.at(-1) ?? 0;
  if (next !== undefined) return { type: 'open', pairs, next };
  return { type: 'exhausted', pairs, reason: isInModes ? 'modes' : 'looks' };
}
