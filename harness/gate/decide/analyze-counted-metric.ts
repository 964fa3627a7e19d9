import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import { mean, standardDeviation } from '../../stats/descriptive-statistics.ts';
import { tCritical, varianceRatioTail } from '../../stats/student-t-distribution.ts';
import {
  type AnalysisInterval,
  analyzePairs,
  type InterimAnalysis,
  locateInterval,
  type MarginPosition,
  modeSharesDiffer,
} from './interim-analysis.ts';
import {
  findPairEvidenceGap,
  type MetricEvidence,
  type PairEvidenceGap,
  type PooledSpread,
} from './paired-metric-evidence.ts';

/** Minimum degrees of freedom of a pooled spread: pairs of the same code, less one. */
export const MIN_DEGREES_OF_FREEDOM = 19;
/** Level at which a spread larger than calibrated overrides the calibration: 1 in 1,000. */
const SCATTER_ALPHA = 0.001;
export const MIN_PAIRS_FOR_SPREAD = 2;
/**
 * One in this many pairs must have the rarer order, if the pairs are judged by their own spread. The
 * effect of the order takes two values, and a t-interval of nine pairs in one order and
 * one in the other excludes 0, as does that of fourteen and two. With one in eight, a change would
 * be reported in 2.1 % of suites of the same code; with this value it is 0.7 % (simulated, suites
 * of 1 to 20).
 */
const PAIRS_PER_RARER_ORDER = 6;

/** Interim analysis of a counted metric; without an interval if the evidence is insufficient. */
export type CountedAnalysis = CountedNumbers &
  (
    | { readonly type: PairEvidenceGap }
    | {
        readonly type: 'located';
        readonly interval: AnalysisInterval;
        readonly position: MarginPosition;
      }
    /** The ratio lies within the margin, but one side is more often in the slower of two modes. */
    | { readonly type: 'modes'; readonly interval: AnalysisInterval }
  );

interface CountedNumbers {
  readonly analysis: InterimAnalysis;
  /** Mean of the differences. */
  readonly estimate: number;
  /** Spread that the interval is based on. */
  readonly spread: CountedSpread;
  /** One-sided level of each end of the interval. */
  readonly alpha: number;
}

/**
 * Spread of a pair, either of these pairs or as calibrated; the calibrated spread includes the
 * effect of the order of two units.
 */
export interface CountedSpread extends PooledSpread {
  readonly type: 'own' | 'calibrated';
}

/** Returns the numbers of pairs at which a counted metric is analyzed: fewer if calibrated. */
export function countedAnalysisSchedule(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
): readonly number[] {
  return isCalibratedSpread(evidence.pooledSpread) ? rules.counted_looks : rules.counted_looks_own;
}

/** Returns the one-sided level of each end at an interim analysis, shared by `sharing` metrics. */
export function countedAnalysisAlpha(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
  sharing: number,
): number {
  return rules.counted_alpha / (2 * sharing * countedAnalysisSchedule(evidence, rules).length);
}

/**
 * Computes a t-interval of the mean difference. `sharing` gated counted comparisons, the interim
 * analyses and both ends share `counted_alpha`; there is no confirmation stage.
 */
export function analyzeCountedMetric(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { pairs, sharing }: { readonly pairs: number; readonly sharing: number },
): CountedAnalysis {
  const analysis = analyzePairs(evidence.screen, pairs, evidence.margin);
  const alpha = countedAnalysisAlpha(evidence, rules, sharing);
  const estimate = mean(analysis.values);
  const spread = spreadOf(analysis, evidence.pooledSpread);
  const numbers = { analysis, estimate, spread, alpha };
  const isOwn = spread.type === 'own';
  const [first = 0] = countedAnalysisSchedule(evidence, rules);
  const gap = findPairEvidenceGap(evidence.screen, pairs, {
    minPairs: isOwn ? Math.max(MIN_PAIRS_FOR_SPREAD, first) : first,
    minOfRarerOrder: isOwn ? Math.ceil(pairs / PAIRS_PER_RARER_ORDER) : 0,
  });
  if (gap !== null) return { ...numbers, type: gap };
  const halfWidth = (tCritical(alpha, spread.degreesOfFreedom) * spread.sd) / Math.sqrt(pairs);
  const interval = { low: estimate - halfWidth, high: estimate + halfWidth, isReached: true };
  const position = locateInterval(interval, analysis);
  return position === 'within' && modeSharesDiffer(analysis, rules)
    ? { ...numbers, type: 'modes', interval }
    : { ...numbers, type: 'located', interval, position };
}

/** Returns the calibrated spread, unless these pairs scatter significantly more. */
function spreadOf(analysis: InterimAnalysis, pooled: PooledSpread | undefined): CountedSpread {
  const own: CountedSpread = {
    type: 'own',
    sd: standardDeviation(analysis.values),
    degreesOfFreedom: analysis.pairs - 1,
  };
  if (!isCalibratedSpread(pooled) || !analysis.isRatio) return own;
  const ratio = (own.sd / pooled.sd) ** 2;
  const isLarger =
    own.sd > pooled.sd &&
    varianceRatioTail(ratio, own.degreesOfFreedom, pooled.degreesOfFreedom) < SCATTER_ALPHA;
  return isLarger ? own : { type: 'calibrated', ...pooled };
}

/** True if a spread is based on enough pairs of the same code. */
export function isCalibratedSpread(pooled: PooledSpread | undefined): pooled is PooledSpread {
  return pooled !== undefined && pooled.degreesOfFreedom >= MIN_DEGREES_OF_FREEDOM;
}
