import { assertNever } from '../../model/assert-never.ts';
import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Better } from '../../model/metric.ts';
import { EXACT_UNITS, exactChange, judgeChange } from '../judge-change.ts';
import { countedLook, countedLooks } from './counted-look.ts';
import { exactShortage } from './judge-exact.ts';
import {
  intervalAt,
  type Look,
  type LookLevels,
  lookAt,
  lookLevels,
  narrowed,
  type Overlap,
  type Place,
  placeOf,
  reachedLooks,
  sharesDiffer,
  WHOLE,
} from './look.ts';
import type { MetricEvidence } from './metric-evidence.ts';

/** Direction in which a metric moved. */
export type Direction = 'worse' | 'better';

/**
 * State of one metric after the screening pairs; `pairs` is the number at the interim analysis that
 * decided.
 */
export type ScreenState =
  | { readonly type: 'open'; readonly pairs: number; readonly next: number }
  | { readonly type: 'candidate'; readonly pairs: number; readonly direction: Direction }
  | { readonly type: 'unchanged'; readonly pairs: number }
  /** Counted and exact metrics: there is nothing to confirm. */
  | { readonly type: 'decided'; readonly pairs: number }
  | {
      readonly type: 'exhausted';
      readonly pairs: number;
      readonly reason: Exhaustion;
    };

/**
 * looks: the last one decided nothing. modes: nor did it, since the sides are unequally often in the slower
 * of two modes. drift: two intervals have nothing in common. no-hope: without a margin, nothing points to
 * a change that the pairs left could show.
 */
export type Exhaustion = 'looks' | 'modes' | 'drift' | 'no-hope';

export interface ScreenQuestion {
  /** Gated counted comparisons of the suite; of timed metrics they change nothing. Default: 1. */
  readonly sharing?: number;
  /** No more pairs are screened, so that all there are are looked at. Default: not. */
  readonly isOver?: boolean;
}

/** The first look that says something, in order, so that the state follows from the recorded values alone. */
export function screenState(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { sharing = 1, isOver = false }: ScreenQuestion = {},
): ScreenState {
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

/** Looks at which `unchanged` is said, and the level that intervals are given at. */
export function screenLevels({ confidence, screen_looks }: ComparisonRules): LookLevels {
  return lookLevels(screen_looks, 1 - confidence);
}

/** One-sided level of a look at which `unchanged` is said and which intervals are given at. */
export function lookAlpha(rules: ComparisonRules): number {
  return screenLevels(rules).alpha;
}

/** A place beyond the margin as the direction it is for the metric; null within or across it. */
export function directionOf(place: Place, better: Better): Direction | null {
  if (place !== 'above' && place !== 'below') return null;
  return (place === 'above') === (better === 'higher') ? 'better' : 'worse';
}

function screenTimed(
  { screen, margin, better }: MetricEvidence,
  rules: ComparisonRules,
  isOver: boolean,
): ScreenState {
  const { without_margin } = margin === 0 ? rules : {};
  const screenAlpha = without_margin?.screen_alpha ?? rules.screen_alpha;
  const alpha = lookAlpha(rules);
  let overlap: Overlap | null = WHOLE;
  let isInModes = false;
  const { reached, next } = reachedLooks(rules.screen_looks, screen.base.length, isOver, rules);
  for (const pairs of reached) {
    const look = lookAt(screen, pairs, margin);
    const direction = directionOf(placeOf(intervalAt(look, screenAlpha), look), better);
    const interval = intervalAt(look, alpha);
    overlap = narrowed(overlap, look, interval);
    if (overlap === null) return { type: 'exhausted', pairs, reason: 'drift' };
    if (direction !== null) return { type: 'candidate', pairs, direction };
    const isWithin = placeOf(interval, look) === 'within';
    isInModes = isWithin && sharesDiffer(look, rules);
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
  look: Look,
  { screen_pairs, screen_p }: NonNullable<ComparisonRules['without_margin']>['give_up'],
): boolean {
  return look.pairs >= screen_pairs && placeOf(intervalAt(look, screen_p), look) === 'across';
}

function screenExact({ screen, margin, better }: MetricEvidence): ScreenState {
  const pairs = screen.base.length;
  if (pairs < EXACT_UNITS) return { type: 'open', pairs: 0, next: EXACT_UNITS };
  const { verdict } = judgeChange(exactChange(screen.base, screen.head), margin, better);
  const shortage = exactShortage(verdict, screen);
  return shortage === null
    ? { type: 'decided', pairs }
    : { type: 'open', pairs, next: shortage.pairs };
}

function screenCounted(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  sharing: number,
): ScreenState {
  let pairs = 0;
  for (const next of countedLooks(evidence, rules)) {
    if (evidence.screen.base.length < next) return { type: 'open', pairs, next };
    pairs = next;
    const seen = countedLook(evidence, rules, { pairs, sharing });
    if (seen.type === 'placed' && seen.place !== 'across') return { type: 'decided', pairs };
  }
  return { type: 'exhausted', pairs, reason: 'looks' };
}
