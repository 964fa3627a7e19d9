import type { ComparisonRules } from '../../model/document.ts';
import type { ShowingLevel } from '../../stats/minimal-change.ts';
import { mean, standardDeviation } from '../../stats/quantile.ts';
import { tCritical, varianceRatioTail } from '../../stats/student-t.ts';
import { type Look, type LookInterval, lookAt, type Place, placeOf } from './look.ts';
import type { MetricEvidence, PooledSpread } from './metric-evidence.ts';
import { rarerOrder } from './rarer-order.ts';
import { sharesDiffer } from './shares-differ.ts';

/** Pairs of the same code that a pooled spread has to rest on, less one. */
export const FEWEST_DEGREES = 19;
/** Pairs that scatter so much more than calibrated only once in a thousand are believed instead. */
const SCATTER_ALPHA = 0.001;
/**
 * Least share of pairs of the rarer order where they are judged by their own spread. What order does has two
 * values, and a t-interval of nine of one and one of the other leaves 0 out: 1.4 % of comparisons of the
 * same code would be called changed (simulated).
 */
const RARER_SHARE = 1 / 8;

/** The pairs of a counted metric at one look. */
export interface CountedLook {
  readonly look: Look;
  /** Mean of the differences. */
  readonly estimate: number;
  readonly interval: LookInterval;
  readonly place: Place;
  /** What the interval rests on. */
  readonly spread: CountedSpread;
  /** The same side came first in nearly all pairs, so that nothing can be said by their own spread. */
  readonly isOneSided: boolean;
  /** One-sided level of each end. */
  readonly alpha: number;
}

/** Spread of a pair: of these pairs, or as calibrated, which holds what the order of two units does. */
export interface CountedSpread extends PooledSpread {
  readonly type: 'own' | 'calibrated';
}

/** When a counted metric is looked at: sooner where its spread is known. */
export function countedLooks(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
): readonly number[] {
  return isCalibrated(evidence.pooledSpread) ? rules.counted_looks : rules.counted_looks_own;
}

/**
 * What so many of the pairs of a counted metric can show, for planning. `sharing` as below.
 * @param pooled - Spread that is known; undefined: that of the pairs themselves.
 */
export function countedLevel(
  pooled: PooledSpread | undefined,
  rules: ComparisonRules,
  { sharing, power }: { readonly sharing: number; readonly power: number },
): ShowingLevel {
  const known = isCalibrated(pooled) ? pooled.degreesOfFreedom : null;
  const alpha = lookAlphaOf({ ...(pooled && { pooledSpread: pooled }) }, rules, sharing);
  return { alpha, power, mean: { degreesOfFreedom: known } };
}

function lookAlphaOf(
  evidence: Pick<MetricEvidence, 'pooledSpread'>,
  rules: ComparisonRules,
  sharing: number,
): number {
  return rules.counted_alpha / (2 * sharing * countedLooks(evidence, rules).length);
}

/**
 * A t-interval of the mean difference. `sharing` gated counted comparisons, the looks and both ends
 * share `counted_alpha`; there is no stage of confirmation.
 */
export function countedLook(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  { pairs, sharing }: { readonly pairs: number; readonly sharing: number },
): CountedLook {
  const look = lookAt(evidence.screen, pairs, evidence.margin);
  const alpha = lookAlphaOf(evidence, rules, sharing);
  const estimate = mean(look.values);
  const spread = spreadOf(look, evidence.pooledSpread);
  const { sd, degreesOfFreedom } = spread;
  const isReached = degreesOfFreedom > 0;
  const half = isReached ? (tCritical(alpha, degreesOfFreedom) * sd) / Math.sqrt(pairs) : 0;
  const interval = { low: estimate - half, high: estimate + half, isReached };
  const place = placeOf(interval, look);
  const isOneSided =
    spread.type === 'own' && rarerOrder(evidence.screen, pairs) < pairs * RARER_SHARE;
  const isOpen = isOneSided || (place === 'within' && sharesDiffer(look, rules));
  return { look, estimate, interval, place: isOpen ? 'across' : place, spread, isOneSided, alpha };
}

/** The calibrated spread, unless these pairs show that it is not theirs. */
function spreadOf(look: Look, pooled: PooledSpread | undefined): CountedSpread {
  const own: CountedSpread = {
    type: 'own',
    sd: standardDeviation(look.values),
    degreesOfFreedom: look.pairs - 1,
  };
  if (!isCalibrated(pooled) || !look.isRatio) return own;
  const ratio = (own.sd / pooled.sd) ** 2;
  const isLarger =
    own.sd > pooled.sd &&
    varianceRatioTail(ratio, own.degreesOfFreedom, pooled.degreesOfFreedom) < SCATTER_ALPHA;
  return isLarger ? own : { type: 'calibrated', ...pooled };
}

/** Whether a spread rests on enough pairs of the same code. */
export function isCalibrated(pooled: PooledSpread | undefined): pooled is PooledSpread {
  return pooled !== undefined && pooled.degreesOfFreedom >= FEWEST_DEGREES;
}
