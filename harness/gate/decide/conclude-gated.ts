import { assertNever } from '../../model/assert-never.ts';
import type { Comparison, ComparisonRules } from '../../model/document.ts';
import { type ConfirmState, confirmLevels, confirmState } from './confirm-state.ts';
import { intervalAt, lookAt, placeOf } from './look.ts';
import type { MetricEvidence, PairedValues } from './metric-evidence.ts';
import { type Direction, lookAlpha, screenState } from './screen-state.ts';

/** What is concluded, and the look that it is concluded from. */
export interface Conclusion {
  readonly values: PairedValues;
  readonly pairs: number;
  /** One-sided level of the ends of the interval. */
  readonly alpha: number;
  readonly verdict: Comparison['verdict'];
  readonly reason: string | null;
  readonly screenPairs: number;
  readonly confirmPairs: number;
  readonly isDrift: boolean;
}

const DRIFTED = 'the change itself moved while it was measured';

/** By the screen, and where that made a candidate of it by the fresh pairs. */
export function concludeGated(
  evidence: MetricEvidence,
  candidates: number,
  rules: ComparisonRules,
): Conclusion {
  const { screen } = evidence;
  const state = screenState(evidence, rules);
  const base = {
    values: screen,
    pairs: state.pairs === 0 ? screen.base.length : state.pairs,
    alpha: lookAlpha(rules),
    screenPairs: state.pairs === 0 ? screen.base.length : state.pairs,
    confirmPairs: 0,
    isDrift: state.type === 'exhausted' && state.reason === 'drift',
  };
  switch (state.type) {
    case 'open':
      return {
        ...base,
        verdict: 'inconclusive',
        reason: `the screen ended after ${screen.base.length} pairs, before its look at ${state.next}`,
      };
    case 'unchanged':
      return { ...base, verdict: 'unchanged', reason: null };
    case 'exhausted':
      return { ...base, verdict: 'inconclusive', reason: exhaustedReason(state.reason) };
    case 'candidate':
      return confirmed(evidence, base, { direction: state.direction, candidates }, rules);
    case 'decided':
      throw new TypeError('a timed metric is never decided without confirmation');
    default:
      return assertNever(state);
  }
}

function confirmed(
  evidence: MetricEvidence,
  base: Omit<Conclusion, 'verdict' | 'reason'>,
  { direction, candidates }: { readonly direction: Direction; readonly candidates: number },
  rules: ComparisonRules,
): Conclusion {
  const state = confirmState(evidence, direction, candidates, rules);
  if (state.pairs === 0) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason:
        state.type === 'open'
          ? `it looked ${direction} after ${base.pairs} pairs, which fresh pairs have yet to confirm`
          : `it looked ${direction} after ${base.pairs} pairs; ${candidates} candidates share the error, and ${rules.confirm_looks.at(-1)} fresh pairs are too few to confirm any of so many`,
    };
  }
  const fresh = {
    ...base,
    values: evidence.confirm,
    pairs: state.pairs,
    alpha: confirmLevels(rules, candidates).alpha,
    confirmPairs: state.pairs,
    isDrift: state.type === 'exhausted' && state.reason === 'drift',
  };
  return { ...fresh, ...confirmedVerdict(evidence, state, direction, fresh, rules) };
}

function confirmedVerdict(
  { margin }: MetricEvidence,
  state: ConfirmState,
  direction: Direction,
  { values, pairs, alpha, isDrift }: Omit<Conclusion, 'verdict' | 'reason'>,
  rules: ComparisonRules,
): Pick<Conclusion, 'verdict' | 'reason'> {
  switch (state.type) {
    case 'confirmed':
      return { verdict: direction === 'worse' ? 'regressed' : 'improved', reason: null };
    case 'refuted': {
      const look = lookAt(values, pairs, margin);
      return placeOf(intervalAt(look, alpha), look) === 'within'
        ? { verdict: 'unchanged', reason: null }
        : {
            verdict: 'inconclusive',
            reason: `it looked ${direction} at first, and fresh pairs show the opposite`,
          };
    }
    case 'exhausted':
      return {
        verdict: 'inconclusive',
        reason: isDrift
          ? DRIFTED
          : `it looked ${direction} at first, and ${pairs} fresh pairs did not confirm it`,
      };
    case 'open':
      return {
        verdict: 'inconclusive',
        reason: `it looked ${direction} at first, and confirmation ended before its look at ${state.next} (of ${rules.confirm_looks.at(-1)} pairs)`,
      };
    default:
      return assertNever(state);
  }
}

/** Why the last look of a screen leaves it open. */
function exhaustedReason(reason: 'looks' | 'drift' | 'no-hope'): string {
  switch (reason) {
    case 'drift':
      return DRIFTED;
    case 'no-hope':
      return 'there is no sign of a change, and without a margin nothing can be shown to be unchanged';
    case 'looks':
      return 'the interval holds the margin';
    default:
      return assertNever(reason);
  }
}
