import { assertNever } from '../../model/assert-never.ts';
import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Better } from '../../model/metric.ts';
import {
  EXACT_UNITS,
  exactChange,
  judgeMetricChange,
} from '../judge-change-interval-against-margin.ts';
import { analyzeCountedMetric, countedAnalysisSchedule } from './analyze-counted-metric.ts';
import {
  type AnalysisLevels,
  analyzePairs,
  computeInterval,
  type InterimAnalysis,
  type IntervalOverlap,
  listReachedAnalyses,
  locateInterval,
  type MarginPosition,
  modeSharesDiffer,
  narrowOverlap,
  splitAlpha,
  UNBOUNDED_OVERLAP,
} from './interim-analysis.ts';
import { findExactShortage } from './judge-deterministic-metric.ts';
import type { MetricEvidence } from './paired-metric-evidence.ts';

/** Direction in which a metric moved. */
export type Direction = 'worse' | 'better';

/** State of a metric after screening pairs; `pairs`: number at the deciding interim analysis. */
export type ScreeningState =
  | { readonly type: 'open'; readonly pairs: number; readonly next: number }
  | { readonly type: 'candidate'; readonly pairs: number; readonly direction: Direction }
  | { readonly type: 'unchanged'; readonly pairs: number }
  /** Conclusive without confirmation: counted and exact metrics. */
  | { readonly type: 'decided'; readonly pairs: number }
  | {
      readonly type: 'exhausted';
      readonly pairs: number;
      readonly reason: ExhaustionReason;
    };

/**
 * `looks`: the last interim analysis was inconclusive. `modes`: inconclusive, since one side is
 * more often in the slower of two modes. `drift`: two intervals do not overlap. `no-hope`: without
 * a margin, nothing indicates a change that the remaining pairs could show.
 */
export type ExhaustionReason = 'looks' | 'modes' | 'drift' | 'no-hope';

export interface ScreeningRequest {
  /** Number of gated counted comparisons in the suite; irrelevant for timed metrics. Default: 1. */
  readonly sharing?: number;
  /** Set when no more pairs will be screened: all existing pairs are analyzed. Default: false. */
  readonly isOver?: boolean;
}

/** Returns the state at the first conclusive interim analysis, from the recorded values alone. */
export function evaluateScreening(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { sharing = 1, isOver = false }: ScreeningRequest = {},
): ScreeningState {
  switch (evidence.nature) {
    case 'timed':
      return screenTimed(evidence, rules, isOver);
    case 'counted':
      return screenCounted(evidence, rules, sharing);
    case 'exact':
      return screenExact(evidence);
    default:
      return assertNever(evidence.nature);
  }
}

/** Interim analyses that may conclude `unchanged`, and the level of reported intervals. */
export function screeningLevels({ confidence, screen_looks }: ComparisonRules): AnalysisLevels {
  return splitAlpha(screen_looks, 1 - confidence);
}

/** Returns an interim analysis's one-sided level, for `unchanged` and for reported intervals. */
export function analysisAlpha(rules: ComparisonRules): number {
  return screeningLevels(rules).alpha;
}

/** A place beyond the margin as the direction it is for the metric; null within or across it. */
export function changeDirection(place: MarginPosition, better: Better): Direction | null {
  if (place !== 'above' && place !== 'below') return null;
  return (place === 'above') === (better === 'higher') ? 'better' : 'worse';
}

function screenTimed(
  { screen, margin, better }: MetricEvidence,
  rules: ComparisonRules,
  isOver: boolean,
): ScreeningState {
  const { without_margin } = margin === 0 ? rules : {};
  const screenAlpha = without_margin?.screen_alpha ?? rules.screen_alpha;
  const alpha = analysisAlpha(rules);
  let overlap: IntervalOverlap | null = UNBOUNDED_OVERLAP;
  let isInModes = false;
  const { reached, next } = listReachedAnalyses(
    rules.screen_looks,
    screen.base.length,
    isOver,
    rules,
  );
  for (const pairs of reached) {
    const look = analyzePairs(screen, pairs, margin);
    const direction = changeDirection(
      locateInterval(computeInterval(look, screenAlpha), look),
      better,
    );
    const interval = computeInterval(look, alpha);
    overlap = narrowOverlap(overlap, look, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    if (direction !== null) return { type: 'candidate', pairs, direction };
    const isWithin = locateInterval(interval, look) === 'within';
    isInModes = isWithin && modeSharesDiffer(look, rules);
    if (isWithin && !isInModes) return { type: 'unchanged', pairs };
    if (without_margin !== undefined && isHopeless(look, without_margin.give_up)) {
      return { type: 'exhausted', pairs, reason: 'no-hope' };
    }
  }
  const pairs = reached.at(-1) ?? 0;
  if (next !== undefined) return { type: 'open', pairs, next };
  return { type: 'exhausted', pairs, reason: isInModes ? 'modes' : 'looks' };
}

function isHopeless(
  look: InterimAnalysis,
  { screen_pairs, screen_p }: NonNullable<ComparisonRules['without_margin']>['give_up'],
): boolean {
  return (
    look.pairs >= screen_pairs && locateInterval(computeInterval(look, screen_p), look) === 'across'
  );
}

function screenExact({ screen, margin, better }: MetricEvidence): ScreeningState {
  const pairs = screen.base.length;
  if (pairs < EXACT_UNITS) return { type: 'open', pairs: 0, next: EXACT_UNITS };
  const { verdict } = judgeMetricChange(exactChange(screen.base, screen.head), margin, better);
  const shortage = findExactShortage(verdict, screen);
  return shortage === null
    ? { type: 'decided', pairs }
    : { type: 'open', pairs, next: shortage.pairs };
}

function screenCounted(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  sharing: number,
): ScreeningState {
  let pairs = 0;
  for (const next of countedAnalysisSchedule(evidence, rules)) {
    if (evidence.screen.base.length < next) return { type: 'open', pairs, next };
    pairs = next;
    const seen = analyzeCountedMetric(evidence, rules, { pairs, sharing });
    if (seen.type === 'placed' && seen.place !== 'across') return { type: 'decided', pairs };
  }
  return { type: 'exhausted', pairs, reason: 'looks' };
}
