import { assertNever } from '../../model/assert-never.ts';
import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Better } from '../../model/metric.ts';
import {
  exactChange,
  judgeMetricChange,
  MIN_EXACT_UNITS,
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
 * `schedule-over`: the last interim analysis was inconclusive. `modes`: inconclusive, since one side is
 * more often in the slower of two modes. `drift`: two intervals do not overlap. `no-hope`: without
 * a margin, nothing indicates a change that the remaining pairs could show.
 */
export type ExhaustionReason = 'schedule-over' | 'modes' | 'drift' | 'no-hope';

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

/** Returns the schedule and level of analyses that conclude `unchanged` and report intervals. */
export function screeningLevels({ confidence, screen_looks }: ComparisonRules): AnalysisLevels {
  return splitAlpha(screen_looks, 1 - confidence);
}

/** Returns the one-sided level of such an analysis. */
export function analysisAlpha(rules: ComparisonRules): number {
  return screeningLevels(rules).alpha;
}

/** Returns the direction of a change beyond the margin; null within or across it. */
export function changeDirection(position: MarginPosition, better: Better): Direction | null {
  if (position !== 'above' && position !== 'below') return null;
  return (position === 'above') === (better === 'higher') ? 'better' : 'worse';
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
    const analysis = analyzePairs(screen, pairs, margin);
    const direction = changeDirection(
      locateInterval(computeInterval(analysis, screenAlpha), analysis),
      better,
    );
    const interval = computeInterval(analysis, alpha);
    overlap = narrowOverlap(overlap, analysis, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    if (direction !== null) return { type: 'candidate', pairs, direction };
    const isWithin = locateInterval(interval, analysis) === 'within';
    isInModes = isWithin && modeSharesDiffer(analysis, rules);
    if (isWithin && !isInModes) return { type: 'unchanged', pairs };
    if (without_margin !== undefined && isHopeless(analysis, without_margin.give_up)) {
      return { type: 'exhausted', pairs, reason: 'no-hope' };
    }
  }
  const pairs = reached.at(-1) ?? 0;
  if (next !== undefined) return { type: 'open', pairs, next };
  return { type: 'exhausted', pairs, reason: isInModes ? 'modes' : 'schedule-over' };
}

function isHopeless(
  analysis: InterimAnalysis,
  { screen_pairs, screen_p }: NonNullable<ComparisonRules['without_margin']>['give_up'],
): boolean {
  return (
    analysis.pairs >= screen_pairs &&
    locateInterval(computeInterval(analysis, screen_p), analysis) === 'across'
  );
}

function screenExact({ screen, margin, better }: MetricEvidence): ScreeningState {
  const pairs = screen.base.length;
  if (pairs < MIN_EXACT_UNITS) return { type: 'open', pairs: 0, next: MIN_EXACT_UNITS };
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
    const analysis = analyzeCountedMetric(evidence, rules, { pairs, sharing });
    if (analysis.type === 'located' && analysis.position !== 'across')
      return { type: 'decided', pairs };
  }
  return { type: 'exhausted', pairs, reason: 'schedule-over' };
}
