import { median, standardDeviation } from './descriptive-statistics.ts';
import { pseudoMedian } from './walsh-averages.ts';

/** Possible size of an effect and scale of its noise. */
export interface NoisePoint {
  readonly effect: number;
  /** Scale of Student's t distribution. */
  readonly scale: number;
  /** ln of the density of a pair's deviation from its mean. */
  readonly logDensity: (deviation: number) => number;
}

/**
 * Degrees of freedom of the noise. Measured log-ratios of pairs have heavier tails than a normal
 * distribution (kurtosis 54 to 102); for normal noise this assumption costs little.
 */
const DEGREES_OF_FREEDOM = 3;
/** Median absolute deviation of Student's t with 3 degrees of freedom, in units of its scale. */
const MAD_OF_T3 = 0.7649;
/** Number of effects on either side of the estimate, and distance of the last, standard errors. */
const EFFECT_STEPS = 4;
const EFFECT_REACH = 2.5;
/** Log-likelihood below the maximum at which points are dropped: a factor of a thousand. */
const MAX_LOG_LIKELIHOOD_LOSS = 7;
/** Scales of the grid, in units of the estimate. */
const SCALE_FACTORS = [0.4, 0.55, 0.75, 1, 1.35, 1.8, 2.5] as const;
/** Asymptotic variance of an estimated centre under Student's t, in squared scales: (ν+3)/(ν+1). */
const CENTER_VARIANCE = (DEGREES_OF_FREEDOM + 3) / (DEGREES_OF_FREEDOM + 1);
/** Minimum scale as a share of the effect: below, the two ends are clearly separated anyway. */
const MIN_SCALE_SHARE = 0.02;

/**
 * Creates a grid of effects and scales around the estimates from the pairs of the two ends: the
 * Hodges-Lehmann estimate of the effect, two and a half standard errors to either side, and 0.4 to
 * 2.5 times the robust scale, without the points that the pairs rule out. The grid only limits the
 * range: the posterior weights its points by the pairs themselves.
 * @throws RangeError without pairs.
 */
export function createNoiseGrid(
  ends: readonly { readonly effects: readonly number[] }[],
): readonly NoisePoint[] {
  const effects = ends.flatMap((group) => group.effects);
  if (effects.length === 0) throw new RangeError('there are no pairs to build the noise grid from');
  const center = pseudoMedian(Float64Array.from(effects).sort());
  const robust = median(effects.map((value) => Math.abs(value - center))) / MAD_OF_T3;
  const spread = robust > 0 ? robust : standardDeviation(effects);
  const scale = Math.max(spread, Math.abs(center) * MIN_SCALE_SHARE, Number.MIN_VALUE);
  const error = scale * Math.sqrt(CENTER_VARIANCE / effects.length);
  const steps = Array.from({ length: 2 * EFFECT_STEPS + 1 }, (_, index) => index - EFFECT_STEPS);
  const points = steps.flatMap((step) =>
    SCALE_FACTORS.map((factor) =>
      noisePoint(center + (step / EFFECT_STEPS) * EFFECT_REACH * error, factor * scale),
    ),
  );
  const logLikelihoods = points.map((point) =>
    effects.reduce((sum, value) => sum + point.logDensity(value - point.effect), 0),
  );
  const threshold = Math.max(...logLikelihoods) - MAX_LOG_LIKELIHOOD_LOSS;
  return points.filter((_, index) => (logLikelihoods[index] ?? threshold) >= threshold);
}

function noisePoint(effect: number, scale: number): NoisePoint {
  const logScale = Math.log(scale);
  return {
    effect,
    scale,
    logDensity: (deviation) =>
      -logScale -
      ((DEGREES_OF_FREEDOM + 1) / 2) * Math.log1p((deviation / scale) ** 2 / DEGREES_OF_FREEDOM),
  };
}
