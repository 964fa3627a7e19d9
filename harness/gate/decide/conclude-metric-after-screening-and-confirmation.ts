import { assertNever } from '../../model/assert-never.ts';
import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import {
  type ConfirmationState,
  confirmationLevels,
  evaluateConfirmation,
} from './evaluate-candidate-confirmation.ts';
import {
  analysisAlpha,
  type Direction,
  type ExhaustionReason,
  evaluateScreening,
  type ScreeningState,
} from './evaluate-metric-screening.ts';
import type { MetricEvidence, PairedValues } from './paired-metric-evidence.ts';

/** Conclusion about a metric, and the interim analysis it rests on. */
export interface Conclusion {
  readonly values: PairedValues;
  readonly pairs: number;
  /** One-sided level of each end of the interval. */
  readonly alpha: number;
  readonly verdict: Comparison['verdict'];
  readonly reason: string | null;
  readonly screenPairs: number;
  readonly confirmPairs: number;
  /** Reason why no number of pairs would be conclusive; null if more pairs may be. */
  readonly obstacle: Obstacle | null;
}

/** `drift`: the change is not constant. `modes`: the sides differ in how often they are slow. */
export type Obstacle = 'drift' | 'modes';

/** Obstacles as reasons for an inconclusive verdict. */
export const OBSTACLE_TEXTS: Readonly<Record<Obstacle, string>> = {
  drift: 'the size of the change drifted during the measurement',
  modes:
    'the ratio lies within the margin, but base and head differ in how often they run in the slower of two modes',
};

const EXHAUSTION_TEXTS: Readonly<Record<ExhaustionReason, string>> = {
  ...OBSTACLE_TEXTS,
  'no-hope': 'no sign of a change, and without a margin no metric can be shown to be unchanged',
  'schedule-over': 'the interval crosses the margin',
};

/** Concludes a gated metric: by the screening, or if it is a candidate by the fresh pairs. */
export function concludeGatedMetric(
  evidence: MetricEvidence,
  candidates: number,
  rules: ComparisonRules,
): Conclusion {
  const { screen } = evidence;
  const state = evaluateScreening(evidence, rules, { isOver: true });
  const base = {
    values: screen,
    pairs: state.pairs === 0 ? screen.base.length : state.pairs,
    alpha: analysisAlpha(rules),
    screenPairs: state.pairs === 0 ? screen.base.length : state.pairs,
    confirmPairs: 0,
    obstacle: obstacleOf(state),
  };
  switch (state.type) {
    case 'open':
      return {
        ...base,
        verdict: 'inconclusive',
        reason: `the screening run ended after ${screen.base.length} ${screen.base.length === 1 ? 'pair' : 'pairs'}, before the interim analysis at ${state.next} pairs`,
      };
    case 'unchanged':
      return { ...base, verdict: 'unchanged', reason: null };
    case 'exhausted':
      return { ...base, verdict: 'inconclusive', reason: EXHAUSTION_TEXTS[state.reason] };
    case 'candidate':
      return concludeCandidate(evidence, base, { direction: state.direction, candidates }, rules);
    case 'decided':
      throw new TypeError('a timed metric is never conclusive without confirmation');
    default:
      return assertNever(state);
  }
}

function concludeCandidate(
  evidence: MetricEvidence,
  base: Omit<Conclusion, 'verdict' | 'reason'>,
  { direction, candidates }: { readonly direction: Direction; readonly candidates: number },
  rules: ComparisonRules,
): Conclusion {
  const state = evaluateConfirmation(evidence, { direction, candidates, isOver: true }, rules);
  if (state.pairs === 0) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason:
        state.type === 'open'
          ? `the metric looked ${direction} after ${base.pairs} pairs, but fresh pairs have yet to confirm this`
          : `the metric looked ${direction} after ${base.pairs} pairs, but ${candidates} candidates share the significance level, so ${rules.confirm_looks.at(-1)} fresh pairs are too few to confirm any of them`,
    };
  }
  const fresh = {
    ...base,
    values: evidence.confirm,
    pairs: state.pairs,
    alpha: confirmationLevels(rules, candidates).alpha,
    confirmPairs: state.pairs,
    obstacle: obstacleOf(state),
  };
  return { ...fresh, ...confirmationVerdict(state, direction, rules) };
}

function confirmationVerdict(
  state: ConfirmationState,
  direction: Direction,
  rules: ComparisonRules,
): Pick<Conclusion, 'verdict' | 'reason'> {
  switch (state.type) {
    case 'confirmed':
      return { verdict: direction === 'worse' ? 'regressed' : 'improved', reason: null };
    case 'refuted':
      return { verdict: 'unchanged', reason: null };
    case 'opposite':
      return {
        verdict: 'inconclusive',
        reason: `the metric looked ${direction} at first, but fresh pairs show the opposite`,
      };
    case 'exhausted': {
      const obstacle = obstacleOf(state);
      const reason =
        obstacle === null
          ? `the metric looked ${direction} at first, but ${state.pairs} fresh pairs did not confirm it`
          : OBSTACLE_TEXTS[obstacle];
      return { verdict: 'inconclusive', reason };
    }
    case 'open':
      return {
        verdict: 'inconclusive',
        reason: `the metric looked ${direction} at first, but the confirmation ended before the interim analysis at ${state.next} of ${rules.confirm_looks.at(-1)} pairs`,
      };
    default:
      return assertNever(state);
  }
}

function obstacleOf(state: ScreeningState | ConfirmationState): Obstacle | null {
  if (state.type !== 'exhausted') return null;
  return state.reason === 'drift' || state.reason === 'modes' ? state.reason : null;
}
