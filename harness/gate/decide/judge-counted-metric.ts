import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import {
  type DetectionLevel,
  minimalDetectableChange,
} from '../../stats/minimal-detectable-change.ts';
import { directionOf } from '../judge-change-interval-against-margin.ts';
import {
  analyzeCountedMetric,
  type CountedAnalysis,
  countedAnalysisSchedule,
  isCalibratedSpread,
  MIN_PAIRS_FOR_SPREAD,
} from './analyze-counted-metric.ts';
import { OBSTACLE_TEXTS } from './conclude-metric-after-screening-and-confirmation.ts';
import { advisePairs, describeInterimAnalysis } from './describe-interim-analysis.ts';
import { changeDirection, evaluateScreening } from './evaluate-metric-screening.ts';
import { modeSharesDiffer } from './interim-analysis.ts';
import {
  firstPairs,
  type MetricEvidence,
  ONE_ORDER_REASON,
  type Outcome,
} from './paired-metric-evidence.ts';

/** Power of the advised number of pairs, and of the floor. */
const POWER = 0.8;

/** Judges a counted metric at the conclusive interim analysis, else at the last one reached. */
export function judgeCountedMetric(
  evidence: MetricEvidence,
  sharing: number,
  rules: ComparisonRules,
): Outcome {
  const { screen, better, pooledSpread, gated } = evidence;
  const state = evaluateScreening(evidence, rules, { sharing });
  const pairs = state.pairs === 0 ? screen.base.length : state.pairs;
  const countedAnalysis = analyzeCountedMetric(evidence, rules, { pairs, sharing });
  const { analysis, estimate, spread } = countedAnalysis;
  const interval = 'interval' in countedAnalysis ? countedAnalysis.interval : null;
  const position = countedAnalysis.type === 'located' ? countedAnalysis.position : 'across';
  const direction = changeDirection(position, better);
  const isDecided = position !== 'across';
  const pooled = isCalibratedSpread(pooledSpread) ? pooledSpread : null;
  const hasSpread = analysis.isRatio && spread.degreesOfFreedom > 0;
  return {
    values: firstPairs(screen, pairs),
    ...describeInterimAnalysis(analysis, interval, estimate, rules),
    verdict: verdictOf(direction, isDecided),
    direction: directionOf(estimate, better),
    reason: isDecided ? null : reasonOf(evidence, rules, countedAnalysis),
    screen_pairs: pairs,
    confirm_pairs: 0,
    confirmed: gated && direction !== null,
    needed_pairs: isDecided ? null : neededPairs(evidence, rules, countedAnalysis),
    spread: hasSpread ? spread.sd : null,
    floor:
      hasSpread && interval !== null
        ? minimalDetectableChange(pairs, spread.sd, detectionLevel(countedAnalysis))
        : null,
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
  direction: ReturnType<typeof changeDirection>,
  isDecided: boolean,
): Comparison['verdict'] {
  if (direction !== null) return direction === 'worse' ? 'regressed' : 'improved';
  return isDecided ? 'unchanged' : 'inconclusive';
}

function reasonOf(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { type, analysis: { pairs } }: CountedAnalysis,
): string {
  if (type === 'too-few') {
    return tooFewReason(pairs, countedAnalysisSchedule(evidence, rules)[0] ?? 0);
  }
  return {
    'one-order': ONE_ORDER_REASON,
    modes: OBSTACLE_TEXTS.modes,
    located: 'the interval crosses the margin',
  }[type];
}

function tooFewReason(pairs: number, first: number): string {
  if (pairs >= first) return 'the spread cannot be estimated from a single pair';
  return `${pairs === 1 ? '1 pair is' : `${pairs} pairs are`} too few; the first interim analysis needs ${first} pairs`;
}

/**
 * Returns the pairs of the next interim analysis with at least the advised number, or that number
 * itself beyond the last analysis; null if no reasonable number is enough.
 */
function neededPairs(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  counted: CountedAnalysis,
): number | null {
  const { margin } = evidence;
  const { analysis, estimate, spread } = counted;
  const { pairs } = analysis;
  const remaining = countedAnalysisSchedule(evidence, rules).filter(
    (interimPairs) => interimPairs > pairs,
  );
  // The number cannot be estimated.
  if (!analysis.isRatio || pairs < MIN_PAIRS_FOR_SPREAD) return remaining[0] ?? null;
  if (modeSharesDiffer(analysis, rules)) return null;
  const advised = advisePairs(
    { pairs, estimate, spread: spread.sd, margin },
    detectionLevel(counted),
  );
  return advised === null
    ? null
    : (remaining.find((interimPairs) => interimPairs >= advised) ?? advised);
}

/** Level for planning; more pairs estimate their own spread with more degrees of freedom. */
function detectionLevel({
  spread: { type, degreesOfFreedom },
  alpha,
}: CountedAnalysis): DetectionLevel {
  const known = type === 'own' ? null : degreesOfFreedom;
  return { alpha, power: POWER, mean: { degreesOfFreedom: known } };
}
