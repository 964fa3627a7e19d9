import type { Comparison, ComparisonRules } from '../../model/document.ts';
import { minimalChange, pairsFor } from '../../stats/minimal-change.ts';
import {
  type CountedLook,
  type CountedSpread,
  countedLook,
  countedLooks,
  isCalibrated,
} from './counted-look.ts';
import { describeLook, estimateDirection } from './describe-look.ts';
import type { MetricEvidence } from './metric-evidence.ts';
import { firstPairs, type Outcome } from './outcome.ts';
import { ONE_ORDER } from './rarer-order.ts';
import { directionOf, screenState } from './screen-state.ts';
import { sharesDiffer } from './shares-differ.ts';

/** Chance that the advised number of pairs decides, and that the floor is shown. */
const POWER = 0.8;
/** Fewer pairs have no spread. */
const FEWEST = 2;
/** So many did not decide: the advice is a quarter more at least. */
const MORE = 1.25;

/** Judges a counted metric at the look that decided, or at the last one that its pairs reach. */
export function judgeCounted(
  evidence: MetricEvidence,
  sharing: number,
  rules: ComparisonRules,
): Outcome {
  const { screen, better, pooledSpread, gated } = evidence;
  const state = screenState(evidence, rules, sharing);
  const pairs = state.pairs === 0 ? screen.base.length : state.pairs;
  const counted = countedLook(evidence, rules, { pairs, sharing });
  const { look, estimate, interval, place, spread, alpha } = counted;
  const direction = state.pairs === 0 ? null : directionOf(place, better);
  const isUnchanged = state.pairs > 0 && place === 'within';
  const pooled = isCalibrated(pooledSpread) ? pooledSpread : null;
  const level = { alpha, power: POWER, mean: { degreesOfFreedom: degreesFor(spread) } };
  return {
    values: firstPairs(screen, pairs),
    ...describeLook(look, interval, estimate, rules),
    verdict: verdictOf(direction, isUnchanged),
    direction: estimateDirection(estimate, better),
    reason: direction !== null || isUnchanged ? null : reasonOf(evidence, rules, counted),
    screen_pairs: pairs,
    confirm_pairs: 0,
    confirmed: gated && direction !== null,
    needed_pairs: direction !== null || isUnchanged ? null : neededPairs(evidence, rules, counted),
    spread: look.isRatio && interval.isReached ? spread.sd : null,
    floor: look.isRatio && interval.isReached ? minimalChange(pairs, spread.sd, level) : null,
    ...(pooled === null
      ? {}
      : {
          pooled_spread: {
            sd: pooled.sd,
            degrees_of_freedom: pooled.degreesOfFreedom,
          },
        }),
    findings: [],
  };
}

function verdictOf(
  direction: ReturnType<typeof directionOf>,
  isUnchanged: boolean,
): Comparison['verdict'] {
  if (direction !== null) return direction === 'worse' ? 'regressed' : 'improved';
  return isUnchanged ? 'unchanged' : 'inconclusive';
}

function reasonOf(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { look, isOneSided }: CountedLook,
): string {
  const first = countedLooks(evidence, rules)[0] ?? 0;
  if (look.pairs < first) return `${look.pairs} pairs are too few, the first look is at ${first}`;
  return isOneSided ? ONE_ORDER : 'the interval holds the margin';
}

/**
 * The pairs that would probably decide it, taken that the change is what these say: at the next look
 * that has them, or beyond all looks as so many. null: no sensible number does.
 */
function neededPairs(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { look, estimate, spread, alpha }: CountedLook,
): number | null {
  const looks = countedLooks(evidence, rules).filter((one) => one > look.pairs);
  // So few pairs say nothing of how many would do.
  if (!look.isRatio || look.pairs < FEWEST) return looks[0] ?? null;
  const level = { alpha, power: POWER, mean: { degreesOfFreedom: degreesFor(spread) } };
  const needed = pairsFor(Math.expm1(estimate), spread.sd, evidence.margin, level);
  if (needed === null || sharesDiffer(look, rules)) return null;
  const probable = Math.max(needed, Math.ceil(MORE * look.pairs));
  return looks.find((one) => one >= probable) ?? probable;
}

/** For planning: null where the spread is that of the pairs themselves, so that more know it better. */
function degreesFor({ type, degreesOfFreedom }: CountedSpread): number | null {
  return type === 'own' ? null : degreesOfFreedom;
}
