import { mean } from './descriptive-statistics.ts';
import { flippedStatistics, signFlipPatterns } from './sign-flip-permutation-patterns.ts';
import { pseudoMedian } from './walsh-averages.ts';

/** Bisection steps for an interval's end: to a ten-thousandth of the searched range. */
const HALVINGS = 14;
/** Doublings of the distance when searching for an end; beyond that it is infinite. */
const DOUBLINGS = 10;
/** Tolerance for sums of the same numbers in a different order. */
const ROUNDING = 1e-9;

/** Centre of paired differences with its interval. */
export interface SimultaneousInterval {
  /** Hodges-Lehmann estimate: the median of the Walsh averages. */
  readonly estimate: number;
  /** −∞ or ∞ if even distant values cannot be excluded, as with few pairs of many samples. */
  readonly low: number;
  readonly high: number;
}

export interface SimultaneousIntervals {
  /** In the order of the samples. */
  readonly intervals: readonly SimultaneousInterval[];
  /** True if differences suffice for the confidence requested; else intervals are unbounded. */
  readonly reached: boolean;
}

/**
 * Returns intervals for several centres of paired differences that all cover simultaneously with
 * the requested confidence. The reference distribution is that of the largest of all statistics
 * when the signs of whole pairs are flipped (single-step max-T; Westfall and Young,
 * Resampling-Based Multiple Testing, 1993, 2.3); an interval contains the centres that it does not
 * reject. Flipping a pair is what the coin that ordered it could have done, so the error rate holds
 * whatever the noise is and however the samples depend on each other; and many uninformative
 * samples cost hardly anything, as they do where the error is divided between them (Bonferroni).
 *
 * A centre of a sample is tested by flipping that sample about this very centre, and the others
 * about plausible centres of theirs: 0 if they do not reject it by themselves, else their mean.
 * (Flipped about 0, samples that are all far from it flip together, and the largest of many is no
 * larger than one alone.) For one sample this is exact; for several it assumes that the centres of
 * the others are plausible. In simulations of 5 to 40 samples of 6 to 20 pairs, normal or
 * heavy-tailed, independent or not, wherever the centres were, all intervals covered simultaneously
 * in 95 % within chance, and in 96 to 99 % with six pairs.
 *
 * Zero is rejected only if the flips of all samples about 0 reject it too. So if all samples are
 * pure noise, the probability that any interval excludes 0 is at most 1 − confidence, exactly.
 * @param samples - Differences of each quantity, pair by pair; all of one length.
 */
export function simultaneousIntervals(
  samples: readonly (readonly number[])[],
  confidence: number,
): SimultaneousIntervals {
  const count = samples[0]?.length ?? 0;
  const level = 1 - confidence;
  const estimates = samples.map((sample) => pseudoMedian(Float64Array.from(sample).sort()));
  // A sample is most extreme in two of all patterns, which limits the level that it can reach.
  if (count === 0 || 2 / 2 ** count > level) {
    return { reached: false, intervals: estimates.map(unboundedInterval) };
  }
  const patterns = signFlipPatterns(count);
  const maxExtreme = Math.floor(level * patterns.count);
  const aboutZero = samples.map((sample) => flippedStatistics(sample, 0, patterns));
  const largestAboutZero = largestStatistics(aboutZero).largest;
  const aboutPlausible = largestStatistics(
    samples.map((sample, index) => {
      const statistics = aboutZero[index] ?? new Float64Array();
      return isByChance(statistics, statistics, maxExtreme)
        ? statistics
        : flippedStatistics(sample, mean(sample), patterns);
    }),
  );
  const intervals = samples.map((sample, index): SimultaneousInterval => {
    const others = largestOfOthers(aboutPlausible, index);
    const isAllowed = (center: number): boolean => {
      const statistics = flippedStatistics(sample, center, patterns);
      if (center === 0 && isByChance(statistics, largestAboutZero, maxExtreme)) return true;
      return isByChance(statistics, others, maxExtreme);
    };
    const estimate = estimates[index] ?? Number.NaN;
    const reach = Math.max(...sample.map((value) => Math.abs(value - estimate)));
    const end = (sign: 1 | -1): number => findEnd({ estimate, reach, sign, isAllowed });
    return { estimate, low: end(-1), high: end(1) };
  });
  return { reached: true, intervals };
}

function unboundedInterval(estimate: number): SimultaneousInterval {
  return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** Per pattern: the samples' largest statistic, its sample's index, the largest of the others. */
interface LargestStatistics {
  readonly largest: Float64Array;
  readonly holder: Int32Array;
  readonly second: Float64Array;
}

function largestStatistics(all: readonly Float64Array[]): LargestStatistics {
  const patterns = all[0]?.length ?? 0;
  const largest = new Float64Array(patterns);
  const holder = new Int32Array(patterns);
  const second = new Float64Array(patterns);
  for (const [sample, statistics] of all.entries()) {
    for (const [pattern, value] of statistics.entries()) {
      const before = largest[pattern] ?? 0;
      if (value > before) {
        second[pattern] = before;
        largest[pattern] = value;
        holder[pattern] = sample;
      } else if (value > (second[pattern] ?? 0)) second[pattern] = value;
    }
  }
  return { largest, holder, second };
}

function largestOfOthers(
  { largest, holder, second }: LargestStatistics,
  sample: number,
): Float64Array {
  return largest.map((value, pattern) =>
    holder[pattern] === sample ? (second[pattern] ?? 0) : value,
  );
}

/** True if more than `maxExtreme` patterns are as extreme as measured, here or in `others`. */
function isByChance(statistics: Float64Array, others: Float64Array, maxExtreme: number): boolean {
  const measured = (statistics[0] ?? 0) * (1 - ROUNDING);
  let asLarge = 0;
  for (let pattern = 0; pattern < statistics.length; pattern += 1) {
    if ((statistics[pattern] ?? 0) >= measured || (others[pattern] ?? 0) >= measured) asLarge += 1;
    if (asLarge > maxExtreme) return true;
  }
  return false;
}

interface EndRequest {
  readonly estimate: number;
  /** Distance of the farthest difference. */
  readonly reach: number;
  readonly sign: 1 | -1;
  readonly isAllowed: (center: number) => boolean;
}

/** Searches from the estimate for the farthest allowed center in one direction. */
function findEnd({ estimate, reach, sign, isAllowed }: EndRequest): number {
  // Zero is tested separately, since the conclusion depends on it being allowed or not.
  const isZeroAhead = sign * estimate < 0;
  if (isZeroAhead && !isAllowed(0)) return bisectEnd(estimate, 0, isAllowed);
  let inside = isZeroAhead ? 0 : estimate;
  if (reach === 0) return inside;
  let step = sign * reach;
  for (let time = 0; time <= DOUBLINGS; time += 1) {
    if (!isAllowed(inside + step)) return bisectEnd(inside, inside + step, isAllowed);
    inside += step;
    step *= 2;
  }
  return sign * Number.POSITIVE_INFINITY;
}

/** Bisects between an allowed and a rejected center; returns the farthest one known as allowed. */
function bisectEnd(allowed: number, rejected: number, isAllowed: EndRequest['isAllowed']): number {
  let [inside, outside] = [allowed, rejected];
  for (let step = 0; step < HALVINGS; step += 1) {
    const center = (inside + outside) / 2;
    if (isAllowed(center)) inside = center;
    else outside = center;
  }
  return inside;
}
