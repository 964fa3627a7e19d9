import type { Comparison, ComparisonRules } from '../../model/document.ts';
import { standardDeviation } from '../../stats/quantile.ts';
import { countedLook, countedLooks, isCalibrated } from './counted-look.ts';
import { describeLook, estimateDirection } from './describe-look.ts';
import type { MetricEvidence } from './metric-evidence.ts';
import { firstPairs, type Outcome } from './outcome.ts';
import { directionOf, screenState } from './screen-state.ts';

/** Judges a counted metric at the look that decided, or at the last one that its pairs reach. */
export function judgeCounted(
  evidence: MetricEvidence,
  sharing: number,
  rules: ComparisonRules,
): Outcome {
  const { screen, better, pooledSpread } = evidence;
  const state = screenState(evidence, rules, sharing);
  const pairs = state.pairs === 0 ? screen.base.length : state.pairs;
  const { look, estimate, interval, place } = countedLook(evidence, rules, { pairs, sharing });
  const direction = state.pairs === 0 ? null : directionOf(place, better);
  const isUnchanged = state.pairs > 0 && place === 'within';
  const pooled = isCalibrated(pooledSpread) ? pooledSpread : null;
  const spread = pooled?.sd ?? standardDeviation(look.values);
  const half = (interval.high - interval.low) / 2;
  return {
    values: firstPairs(screen, pairs),
    ...describeLook(look, interval, estimate, rules),
    verdict: verdictOf(direction, isUnchanged),
    direction: estimateDirection(estimate, better),
    reason: direction !== null || isUnchanged ? null : reasonOf(evidence, rules, pairs),
    screen_pairs: pairs,
    confirm_pairs: 0,
    confirmed: direction !== null,
    needed_pairs: direction !== null || isUnchanged ? null : neededPairs(evidence, rules, pairs),
    spread: look.isRatio ? spread : null,
    floor: look.isRatio && interval.isReached ? Math.expm1(half) : null,
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

function reasonOf(evidence: MetricEvidence, rules: ComparisonRules, pairs: number): string {
  const first = countedLooks(evidence, rules)[0] ?? 0;
  return pairs < first
    ? `${pairs} pairs are too few, the first look is at ${first}`
    : 'the interval holds the margin';
}

/** The next look there is; where there is none, more pairs of the same are no help. */
function neededPairs(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  pairs: number,
): number | null {
  return countedLooks(evidence, rules).find((look) => look > pairs) ?? null;
}
