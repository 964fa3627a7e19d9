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

/** State of a candidate by its fresh pairs; `pairs`: number at the deciding interim analysis. */
export type ConfirmationState =
  | { readonly type: 'open'; readonly pairs: number; readonly next: number }
  | { readonly type: 'confirmed'; readonly pairs: number }
  /** The fresh pairs show that there is no change beyond the margin. */
  | { readonly type: 'refuted'; readonly pairs: number }
  /** Fresh pairs show a change in the other direction, which was not tested; no verdict. */
  | { readonly type: 'opposite'; readonly pairs: number }
  /** `no-hope`: without a margin, the fresh pairs do not even tend in the direction. */
  | { readonly type: 'exhausted'; readonly pairs: number; readonly reason: ExhaustionReason };

export interface ConfirmationRequest {
  /** Direction of the change that screening found. */
  readonly direction: Direction;
  /** Number of candidates in the whole suite, which share the error rate. */
  readonly candidates: number;
  /** Set when no more pairs will be measured: all existing pairs are analyzed. Default: false. */
  readonly isOver?: boolean;
}

/** Level at which the interval is hardly wider than the estimate. */
const TENDENCY_ALPHA = 0.5;

/** Returns the schedule and level of the interim analyses of each of `candidates` candidates. */
export function confirmationLevels(
  { confirm_alpha, confirm_looks }: ComparisonRules,
  candidates: number,
): AnalysisLevels {
  return splitAlpha(confirm_looks, confirm_alpha / candidates);
}

/**
 * Evaluates the interim analyses in order, as screening does. The pairs and their order are drawn
 * afresh, so the level holds regardless of the selection; it is split over the candidates of the
 * suite and over the analyses (Bonferroni), so that the probability of any wrong confirmation in
 * the whole suite is at most `confirm_alpha`.
 */
export function evaluateConfirmation(
  { confirm, margin, better }: MetricEvidence,
  { direction, candidates, isOver = false }: ConfirmationRequest,
  rules: ComparisonRules,
): ConfirmationState {
  const giveUp = margin === 0 ? rules.without_margin?.give_up : undefined;
  const { schedule, alpha } = confirmationLevels(rules, candidates);
  let overlap: IntervalOverlap | null = UNBOUNDED_OVERLAP;
  let isInModes = false;
  const { reached, next } = listReachedAnalyses(schedule, confirm.base.length, isOver, rules);
  for (const pairs of reached) {
    const analysis = analyzePairs(confirm, pairs, margin);
    const interval = computeInterval(analysis, alpha);
    overlap = narrowOverlap(overlap, analysis, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    const position = locateInterval(interval, analysis);
    const observed = changeDirection(position, better);
    if (observed === direction) return { type: 'confirmed', pairs };
    if (observed !== null) return { type: 'opposite', pairs };
    isInModes = position === 'within' && modeSharesDiffer(analysis, rules);
    if (position === 'within' && !isInModes) return { type: 'refuted', pairs };
    if (giveUp !== undefined && pairs >= giveUp.confirm_pairs) {
      const tendency = changeDirection(
        locateInterval(computeInterval(analysis, TENDENCY_ALPHA), analysis),
        better,
      );
      if (tendency !== direction) return { type: 'exhausted', pairs, reason: 'no-hope' };
    }
  }
  const pairs = reached.at(-1) ?? 0;
  if (next !== undefined) return { type: 'open', pairs, next };
  return { type: 'exhausted', pairs, reason: isInModes ? 'modes' : 'schedule-over' };
}
