import { median, standardDeviation } from './descriptive-statistics.ts';
import { pseudoMedian } from './walsh-averages.ts';

/** Effect and scale that are plausible given the pairs of the two ends. */
export interface NoisePoint {
  readonly effect: number;
  /** Scale of Student's t: the median absolute deviation is 0.765 times it at 3 degrees. */
  readonly scale: number;
  /** ln of the density of a pair's deviation from its mean. */
  readonly logDensity: (deviation: number) => number;
}

/**
 * Degrees of freedom of the noise. Measured log-ratios of pairs have heavier tails than any normal
 * distribution (kurtosis 54 to 102); normal noise loses little by it.
 */
const DEGREES = 3;
/** Median absolute deviation of Student's t with 3 degrees of freedom, in units of its scale. */
const MAD_OF_T3 = 0.7649;
/** Points of the grid on either side of the estimate, and how far the outermost are. */
const EFFECT_STEPS = 4;
const EFFECT_REACH = 2.5;
/** Log-likelihood below the maximum at which points are left out: a factor of a thousand. */
const LEFT_OUT = 7;
/** Scales of the grid, in units of the estimate. */
const SCALES = [0.4, 0.55, 0.75, 1, 1.35, 1.8, 2.5] as const;
/** Asymptotic variance of the estimate of a centre under t with 3 degrees, in squared scales: (ν+3)/(ν+1). */
const CENTER_VARIANCE = (DEGREES + 3) / (DEGREES + 1);
/** Smallest scale as a share of the effect; below, the two ends are separated with certainty. */
const LEAST_SCALE_SHARE = 0.02;

/**
 * Creates a grid of effects and scales around the estimates from the pairs of the two ends: the
 * Hodges-Lehmann estimate of the effect, two and a half standard errors to either side, and four
 * tenths to two and a half times the robust scale, without the points that the pairs rule out. The
 * pairs themselves weight the points in the posterior; the grid only limits the range.
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
  const scale = Math.max(spread, Math.abs(center) * LEAST_SCALE_SHARE, Number.MIN_VALUE);
  const error = scale * Math.sqrt(CENTER_VARIANCE / effects.length);
  const steps = Array.from({ length: 2 * EFFECT_STEPS + 1 }, (_, index) => index - EFFECT_STEPS);
  const points = steps.flatMap((step) =>
    SCALES.map((factor) =>
      noisePoint(center + (step / EFFECT_STEPS) * EFFECT_REACH * error, factor * scale),
    ),
  );
  const logs = points.map((point) =>
    effects.reduce((sum, value) => sum + point.logDensity(value - point.effect), 0),
  );
  const least = Math.max(...logs) - LEFT_OUT;
  return points.filter((_, index) => (logs[index] ?? least) >= least);
}

function noisePoint(effect: number, scale: number): NoisePoint {
  const logScale = Math.log(scale);
  return {
    effect,
    scale,
    logDensity: (deviation) =>
      -logScale - ((DEGREES + 1) / 2) * Math.log1p((deviation / scale) ** 2 / DEGREES),
  };
}
