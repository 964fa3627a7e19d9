import { assertNever } from '../../model/assert-never.ts';
import type { Comparison, ComparisonRules } from '../../model/document.ts';
import { minimalChange, pairsFor } from '../../stats/minimal-change.ts';
import { robustSpread } from '../../stats/robust-spread.ts';
import { type ConfirmState, confirmLevels, confirmState } from './confirm-state.ts';
import { describeLook, estimateDirection } from './describe-look.ts';
import { estimateAt, intervalAt, lookAt, placeOf } from './look.ts';
import type { MetricEvidence, PairedValues } from './metric-evidence.ts';
import { firstPairs, type Outcome } from './outcome.ts';
import {
  type Direction,
  directionOf,
  lookAlpha,
  screenLevels,
  screenState,
} from './screen-state.ts';
import { timedFindings } from './timed-findings.ts';

/** Chance with which needed pairs decide and the floor is shown. */
const POWER = 0.8;

/** What is concluded, and the look that it is concluded from. */
interface Conclusion {
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

/** Judges a timed metric: by the two stages where it is gated, by its last interval otherwise. */
export function judgeTimed(
  evidence: MetricEvidence,
  candidates: number,
  rules: ComparisonRules,
): Outcome {
  const { better, margin } = evidence;
  const conclusion = evidence.gated
    ? concludeGated(evidence, candidates, rules)
    : concludeShown(evidence, rules);
  const { values, pairs, alpha, verdict, reason } = conclusion;
  const look = lookAt(values, pairs, margin);
  const estimate = estimateAt(look);
  const spread = look.isRatio ? robustSpread(look.values) : null;
  const level = { alpha, power: POWER };
  return {
    values: firstPairs(values, pairs),
    ...describeLook(look, intervalAt(look, alpha), estimate, rules),
    verdict,
    reason,
    direction: estimateDirection(estimate, better),
    screen_pairs: conclusion.screenPairs,
    confirm_pairs: conclusion.confirmPairs,
    confirmed: evidence.gated && (verdict === 'regressed' || verdict === 'improved'),
    spread,
    floor: spread === null ? null : minimalChange(pairs, spread, level),
    needed_pairs:
      verdict === 'inconclusive' && spread !== null
        ? neededPairs(Math.expm1(estimate), spread, margin, { pairs, level })
        : null,
    findings: timedFindings(evidence, look, conclusion, rules),
  };
}

function concludeGated(
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
      return { ...base, verdict: 'inconclusive', reason: exhaustedReason(base.isDrift) };
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
          ? exhaustedReason(true)
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

/** A metric that is only shown: by the interval at the last look that its pairs reach. */
function concludeShown(evidence: MetricEvidence, rules: ComparisonRules): Conclusion {
  const { screen, confirm, margin, better } = evidence;
  const confirmPairs = lastLook(confirmLevels(rules, 1).looks, confirm);
  const screenPairs = lastLook(screenLevels(rules).looks, screen);
  const values = confirmPairs > 0 ? confirm : screen;
  const pairs = confirmPairs > 0 ? confirmPairs : screenPairs || screen.base.length;
  const alpha = lookAlpha(rules);
  const look = lookAt(values, pairs, margin);
  const place = placeOf(intervalAt(look, alpha), look);
  const direction = directionOf(place, better);
  const base = { values, pairs, alpha, screenPairs, confirmPairs, isDrift: false };
  if (direction !== null) {
    return { ...base, verdict: direction === 'worse' ? 'regressed' : 'improved', reason: null };
  }
  return place === 'within'
    ? { ...base, verdict: 'unchanged', reason: null }
    : { ...base, verdict: 'inconclusive', reason: exhaustedReason(false) };
}

function lastLook(looks: readonly number[], { base }: PairedValues): number {
  return looks.findLast((look) => look <= base.length) ?? 0;
}

function exhaustedReason(isDrift: boolean): string {
  return isDrift
    ? 'the change itself moved while it was measured'
    : 'the interval holds the margin';
}

/** Never fewer than a quarter more than there were: those did not decide. */
function neededPairs(
  change: number,
  spread: number,
  margin: number,
  { pairs, level }: { readonly pairs: number; readonly level: Parameters<typeof pairsFor>[3] },
): number | null {
  const needed = pairsFor(change, spread, margin, level);
  return needed === null ? null : Math.max(needed, Math.ceil(1.25 * pairs));
}
