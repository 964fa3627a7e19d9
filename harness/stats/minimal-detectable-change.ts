import { normalQuantile } from './normal-distribution.ts';
import { createRandom } from './seeded-random.ts';
import { signedRankCritical } from './signed-rank-test.ts';
import { tCritical } from './student-t-distribution.ts';
import { kthAverage, PSEUDO_MEDIAN_VARIANCE } from './walsh-averages.ts';

export interface DetectionLevel {
  /** One-sided level. */
  readonly alpha: number;
  readonly power: number;
  /** t-test of the mean; null: with the pairs' own degrees of freedom. Default: signed-rank test. */
  readonly mean?: { readonly degreesOfFreedom: number | null };
}

/** Number of simulated samples: the standard error of a power of 80 % is 1.3 %. */
const SAMPLES = 1_000;
/** Fixed arbitrary seed, so that equal inputs always give equal results. */
const SEED = 20_261_120;
/** Number of pairs beyond which the normal approximation is within 4 %. */
const SIMULATED_UP_TO = 64;
/** Maximum number of pairs that is ever advised. */
const MAX_ADVISED_PAIRS = 10_000;

/** Detectable shifts in units of the spread, by pairs, level and power; of many pairs, times √n. */
const cachedShifts = new Map<string, number | null>();

/**
 * Returns the smallest change that `pairs` pairs, whose log-ratios have this spread, detect with
 * the given power, as a ratio: 0.01 is 1 %. With a margin, it is the change beyond the margin. null
 * if so few pairs cannot reach the level at all.
 *
 * The test at level alpha detects a shift of d if the k-th Walsh average of the noise is above −d.
 * So the answer is a quantile of that average: of normal noise drawn from a fixed seed, and for
 * many pairs from the normal approximation, z·σ·√(π/3n).
 */
export function minimalDetectableChange(
  pairs: number,
  spread: number,
  level: DetectionLevel,
): number | null {
  const shift = minimalShift(pairs, level);
  return shift === null ? null : Math.expm1(shift * spread);
}

/**
 * Returns the number of pairs of this spread that show that a change lies beyond the margin, both as
 * ratios: the fewest whose smallest detectable change is no larger. For a change within the margin,
 * the number that shows that it lies within: both ends of the interval have to, so each may fail
 * half as often. null if more than 10,000 would be needed.
 */
export function pairsToDetect(
  change: number,
  spread: number,
  margin: number,
  level: DetectionLevel,
): number | null {
  const { isWithin, distance } = distanceToMargin(Math.log1p(change), margin);
  const power = isWithin ? (1 + level.power) / 2 : level.power;
  const isEnough = (pairs: number): boolean => {
    const shift = minimalShift(pairs, { ...level, power });
    return shift !== null && shift * spread <= distance;
  };
  if (!isEnough(MAX_ADVISED_PAIRS)) return null;
  let tooFew = 0;
  let enough = MAX_ADVISED_PAIRS;
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Returns the smallest detectable shift, in units of the spread. */
function minimalShift(pairs: number, level: DetectionLevel): number | null {
  return level.mean === undefined ? rankShift(pairs, level) : meanShift(pairs, level);
}

/** Of the t-test: (t₁₋α + z_power)·σ/√n, the usual approximation to the noncentral t distribution. */
function meanShift(pairs: number, { alpha, power, mean }: DetectionLevel): number | null {
  const degrees = mean?.degreesOfFreedom ?? pairs - 1;
  if (degrees < 1) return null;
  return (tCritical(alpha, degrees) + normalQuantile(power)) / Math.sqrt(pairs);
}

function rankShift(pairs: number, { alpha, power }: DetectionLevel): number | null {
  const key = `${Math.min(pairs, SIMULATED_UP_TO + 1)} ${alpha} ${power}`;
  let shift = cachedShifts.get(key);
  if (shift === undefined) {
    shift =
      pairs > SIMULATED_UP_TO
        ? normalQuantile(1 - alpha) + normalQuantile(power)
        : simulatedShift(pairs, { alpha, power });
    cachedShifts.set(key, shift);
  }
  if (shift === null || pairs <= SIMULATED_UP_TO) return shift;
  return shift * Math.sqrt(PSEUDO_MEDIAN_VARIANCE / pairs);
}

function simulatedShift(pairs: number, { alpha, power }: DetectionLevel): number | null {
  const critical = signedRankCritical(pairs, alpha);
  if (critical < 0) return null;
  const random = createRandom(SEED + pairs);
  const shifts = Float64Array.from({ length: SAMPLES }, () => {
    const noise = Float64Array.from({ length: pairs }, () => normal(random.next));
    return -kthAverage(noise.sort(), critical + 1);
  }).sort();
  return shifts[Math.ceil(power * SAMPLES) - 1] ?? null;
}

/** Draws a standard normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958). */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Returns the log-ratios between which nothing counts as a change; 0.02 is a margin of 2 %. */
export function marginLimits(margin: number): { readonly low: number; readonly high: number } {
  // With a margin of 1 or more, nothing can count as an improvement.
  return { low: Math.log(Math.max(0, 1 - margin)), high: Math.log1p(margin) };
}

/**
 * Returns the distance of a log-ratio to the nearer end of the margin, never negative, and whether
 * it lies within the margin.
 */
export function distanceToMargin(
  logRatio: number,
  margin: number,
): { readonly isWithin: boolean; readonly distance: number } {
  const { low, high } = marginLimits(margin);
  if (logRatio > high) return { isWithin: false, distance: logRatio - high };
  if (logRatio < low) return { isWithin: false, distance: low - logRatio };
  return { isWithin: true, distance: Math.min(high - logRatio, logRatio - low) };
}
