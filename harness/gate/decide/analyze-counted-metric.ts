import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import { mean, standardDeviation } from '../../stats/descriptive-statistics.ts';
import { tCritical, varianceRatioTail } from '../../stats/student-t-distribution.ts';
import { findPairEvidenceGap, type PairEvidenceGap } from './check-pair-count-and-order-balance.ts';
import {
  type AnalysisInterval,
  analyzePairs,
  type InterimAnalysis,
  locateInterval,
  type MarginPosition,
  modeSharesDiffer,
} from './interim-analysis.ts';
import type { MetricEvidence, PooledSpread } from './paired-metric-evidence.ts';

/** Minimum degrees of freedom of a pooled spread: pairs of the same code, less one. */
export const FEWEST_DEGREES = 19;
/** Level at which pairs scattering more than calibrated override the calibration: 1 in 1,000. */
const SCATTER_ALPHA = 0.001;
/** Fewer pairs have no spread of their own. */
export const SPREAD_PAIRS = 2;
/**
 * Minimum share of pairs in the rarer order, as one in this many, if they are judged by their own
 * spread. The effect of the order takes two values, and a t-interval of nine pairs in one order and
 * one in the other excludes 0, as does that of fourteen and two. With one in eight, a change would
 * be reported in 2.1 % of suites of the same code; with this value it is 0.7 % (simulated, suites
 * of 1 to 20).
 */
const ONE_OF_RARER_IN = 6;

/** Counted metric's pairs at an interim analysis; no interval if evidence is missing. */
export type CountedAnalysis = CountedNumbers &
  (
    | { readonly type: PairEvidenceGap }
    | {
        readonly type: 'placed';
        readonly interval: AnalysisInterval;
        readonly place: MarginPosition;
      }
    /** The ratio lies within the margin, but one side is more often in the slower of two modes. */
    | { readonly type: 'modes'; readonly interval: AnalysisInterval }
  );

interface CountedNumbers {
  readonly look: InterimAnalysis;
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

/** Returns numbers of pairs to analyze a counted metric at; earlier if its spread is known. */
export function countedAnalysisSchedule(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
): readonly number[] {
  return isCalibratedSpread(evidence.pooledSpread) ? rules.counted_looks : rules.counted_looks_own;
}

/** Returns each end's one-sided level at an interim analysis; `sharing`: `analyzeCountedMetric`. */
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
  const look = analyzePairs(evidence.screen, pairs, evidence.margin);
  const alpha = countedAnalysisAlpha(evidence, rules, sharing);
  const estimate = mean(look.values);
  const spread = spreadOf(look, evidence.pooledSpread);
  const numbers = { look, estimate, spread, alpha };
  const isOwn = spread.type === 'own';
  const [first = 0] = countedAnalysisSchedule(evidence, rules);
  const lack = findPairEvidenceGap(evidence.screen, pairs, {
    fewest: isOwn ? Math.max(SPREAD_PAIRS, first) : first,
    ofRarer: isOwn ? Math.ceil(pairs / ONE_OF_RARER_IN) : 0,
  });
  if (lack !== null) return { ...numbers, type: lack };
  const half = (tCritical(alpha, spread.degreesOfFreedom) * spread.sd) / Math.sqrt(pairs);
  const interval = { low: estimate - half, high: estimate + half, isReached: true };
  const place = locateInterval(interval, look);
  return place === 'within' && modeSharesDiffer(look, rules)
    ? { ...numbers, type: 'modes', interval }
    : { ...numbers, type: 'placed', interval, place };
}

/** The calibrated spread, unless these pairs show that it is not theirs. */
function spreadOf(look: InterimAnalysis, pooled: PooledSpread | undefined): CountedSpread {
  const own: CountedSpread = {
    type: 'own',
    sd: standardDeviation(look.values),
    degreesOfFreedom: look.pairs - 1,
  };
  if (!isCalibratedSpread(pooled) || !look.isRatio) return own;
  const ratio = (own.sd / pooled.sd) ** 2;
  const isLarger =
    own.sd > pooled.sd &&
    varianceRatioTail(ratio, own.degreesOfFreedom, pooled.degreesOfFreedom) < SCATTER_ALPHA;
  return isLarger ? own : { type: 'calibrated', ...pooled };
}

/** True if a spread is based on enough pairs of the same code. */
export function isCalibratedSpread(pooled: PooledSpread | undefined): pooled is PooledSpread {
  return pooled !== undefined && pooled.degreesOfFreedom >= FEWEST_DEGREES;
}
