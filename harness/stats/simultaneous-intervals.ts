import { median } from './quantile.ts';
import { createRandom } from './random.ts';
import { walshAverages } from './signed-rank.ts';

/** Up to here every pattern of signs is looked at; beyond, as many drawn ones. */
const MOST_PATTERNS = 2_048;
const SEED = 1;
/** A difference counts for no more than so many typical ones (Huber's way with outliers). */
const MOST_TYPICAL = 1;
/** Halvings when an end of an interval is looked for: to a millionth of where it may lie. */
const HALVINGS = 30;

/** Centre of paired differences with its interval. */
export interface SimultaneousInterval {
  /** Hodges-Lehmann estimate: the median of the Walsh averages. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface SimultaneousIntervals {
  /** In the order of the samples. */
  readonly intervals: readonly SimultaneousInterval[];
  /** Whether there are enough differences for the wanted confidence; else every interval is without end. */
  readonly reached: boolean;
}

/**
 * Intervals of several centres of paired differences that all hold together with the wanted
 * confidence. What the largest of all statistics becomes when the signs of whole pairs are turned is
 * looked at (single-step max-T; Westfall and Young, Resampling-Based Multiple Testing, 1993, 2.3), and
 * an interval holds the centres that this does not rule out. Turning a pair round is what the coin
 * that ordered it could have done, so the error rate holds whatever the noise is and however the
 * samples depend on each other; and many samples that say little cost hardly anything, as they do
 * where the error is shared out (Bonferroni).
 * @param samples - Of each quantity its differences, pair by pair; all of one length.
 */
export function simultaneousIntervals(
  samples: readonly (readonly number[])[],
  confidence: number,
): SimultaneousIntervals {
  const count = samples[0]?.length ?? 0;
  const level = 1 - confidence;
  // A sample is the most extreme that it can be in two patterns of all.
  const reached = count > 0 && 2 / 2 ** count <= level;
  const critical = reached ? criticalValue(samples, level) : Number.POSITIVE_INFINITY;
  return { reached, intervals: samples.map((one) => intervalOf(one, critical)) };
}

function criticalValue(samples: readonly (readonly number[])[], level: number): number {
  const shares = samples.map(standardised);
  const largest = signPatterns(samples[0]?.length ?? 0).map((signs) => {
    let most = 0;
    for (const one of shares) {
      let sum = 0;
      for (let pair = 0; pair < one.length; pair += 1) sum += (one[pair] ?? 0) * (signs[pair] ?? 1);
      most = Math.max(most, Math.abs(sum));
    }
    return most;
  });
  largest.sort((a, b) => a - b);
  return largest[largest.length - 1 - Math.floor(level * largest.length)] ?? 0;
}

/** Signs of pairs. The last stays: a pattern and its opposite say the same. */
function signPatterns(count: number): readonly Int8Array[] {
  const patterns = 2 ** Math.max(0, count - 1);
  if (patterns <= MOST_PATTERNS) {
    return Array.from({ length: patterns }, (_, pattern) =>
      Int8Array.from({ length: count }, (__, pair) => (((pattern >> pair) & 1) === 1 ? -1 : 1)),
    );
  }
  const random = createRandom(SEED);
  return Array.from({ length: MOST_PATTERNS }, (_, index) =>
    // The pattern that was measured is one of them.
    Int8Array.from({ length: count }, () => (index === 0 || random.integer(2) === 0 ? 1 : -1)),
  );
}

/**
 * Differences by their typical size, large ones cut, so that the sum of their squares is 1: then
 * their sum is the statistic. Only sizes decide by how much each is divided, and no sign does.
 */
function standardised(sample: readonly number[]): readonly number[] {
  const sizes = sample.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return sample;
  const most = MOST_TYPICAL * median(sizes);
  const cut = sample.map((value) => Math.min(most, Math.max(-most, value)));
  const length = Math.sqrt(cut.reduce((sum, value) => sum + value * value, 0));
  return cut.map((value) => value / length);
}

function statistic(sample: readonly number[], center: number): number {
  return standardised(sample.map((value) => value - center)).reduce((sum, one) => sum + one, 0);
}

/** From the estimate as far as the statistic allows it, on either side. */
function intervalOf(sample: readonly number[], critical: number): SimultaneousInterval {
  const averages = walshAverages(sample);
  const middle = averages.length >> 1;
  const upper = averages[middle] ?? Number.NaN;
  const estimate =
    averages.length % 2 === 1 ? upper : ((averages[middle - 1] ?? upper) + upper) / 2;
  const end = (sign: 1 | -1): number => {
    const isAllowed = (center: number): boolean => Math.abs(statistic(sample, center)) <= critical;
    if (!Number.isFinite(critical)) return sign * Number.POSITIVE_INFINITY;
    // Zero is asked for by itself: whether it is allowed is what everything hangs on.
    const reach = Math.max(...sample.map((value) => Math.abs(value - estimate)));
    let [inside, outside] = [estimate, estimate + sign * (2 * reach)];
    if (isAllowed(outside)) return outside;
    const isBetween = sign * estimate < 0 && sign * outside > 0;
    if (isBetween && isAllowed(0)) inside = 0;
    else if (isBetween) outside = 0;
    for (let step = 0; step < HALVINGS; step += 1) {
      const center = (inside + outside) / 2;
      if (isAllowed(center)) inside = center;
      else outside = center;
    }
    return inside;
  };
  return { estimate, low: end(-1), high: end(1) };
}
