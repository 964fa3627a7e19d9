import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import { mean, standardDeviation } from '../../stats/quantile.ts';
import { tCritical, varianceRatioTail } from '../../stats/student-t.ts';
import { type EvidenceGap, findEvidenceGap } from './evidence-gap.ts';
import {
  type AnalysisInterval,
  analyzePairs,
  type InterimAnalysis,
  locateInterval,
  type MarginPosition,
  modeSharesDiffer,
} from './interim-analysis.ts';
import type { MetricEvidence, PooledSpread } from './metric-evidence.ts';

/** Pairs of the same code that a pooled spread has to rest on, less one. */
export const FEWEST_DEGREES = 19;
/** Pairs that scatter so much more than calibrated only once in a thousand are believed instead. */
const SCATTER_ALPHA = 0.001;
/** Fewer pairs have no spread of their own. */
export const SPREAD_PAIRS = 2;
/**
 * One pair in so many has to be of the rarer order where they are judged by their own spread. What order does has
 * two values, and a t-interval of nine of the one and one of the other leaves 0 out, as that of fourteen and two
 * does. With one in eight, something would be called changed in 2.1 % of suites of the same code; so it is in 0.7 %
 * (simulated, suites of 1 to 20).
 */
const ONE_OF_RARER_IN = 6;

/** The pairs of a counted metric at one look; those that lack something have no interval. */
export type CountedAnalysis = CountedNumbers &
  (
    | { readonly type: EvidenceGap }
    | {
        readonly type: 'placed';
        readonly interval: AnalysisInterval;
        readonly place: MarginPosition;
      }
    /** Within the margin, where the sides are unequally often in the slower of two modes. */
    | { readonly type: 'modes'; readonly interval: AnalysisInterval }
  );

interface CountedNumbers {
  readonly look: InterimAnalysis;
  /** Mean of the differences. */
  readonly estimate: number;
  /** Spread that the interval is based on. */
  readonly spread: CountedSpread;
  /** One-sided level of each end. */
  readonly alpha: number;
}

/** Spread of a pair: of these pairs, or as calibrated, which holds what the order of two units does. */
export interface CountedSpread extends PooledSpread {
  readonly type: 'own' | 'calibrated';
}

/** When a counted metric is looked at: sooner where its spread is known. */
export function countedAnalysisSchedule(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
): readonly number[] {
  return isCalibratedSpread(evidence.pooledSpread) ? rules.counted_looks : rules.counted_looks_own;
}

/** One-sided level of each end at a look; `sharing` as below. */
export function countedAnalysisAlpha(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
  sharing: number,
): number {
  return rules.counted_alpha / (2 * sharing * countedAnalysisSchedule(evidence, rules).length);
}

/**
 * A t-interval of the mean difference. `sharing` gated counted comparisons, the looks and both ends
 * share `counted_alpha`; there is no stage of confirmation.
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
  const lack = findEvidenceGap(evidence.screen, pairs, {
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
