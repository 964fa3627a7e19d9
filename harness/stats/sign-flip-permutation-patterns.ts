import { median } from './descriptive-statistics.ts';
import { createRandom } from './seeded-random.ts';

/** Maximum number of pairs with free signs, for 2^11 = 2,048 patterns; others flip with some of these. */
const MAX_FREE_PAIRS = 11;
const SEED = 1;
/** Limit of a difference, in multiples of the typical one (winsorized, as Huber limits outliers). */
const MAX_TYPICAL_SIZES = 1;
/** Number of pairs whose signs fit into one byte: their sums are tabulated once for all patterns. */
const BLOCK = 8;

export interface SignFlipPatterns {
  readonly count: number;
  /** Signs of eight pairs each, by pattern: a bit is 1 if the pair is flipped. */
  readonly flips: readonly Uint8Array[];
}

/**
 * Returns all sign patterns of up to twelve pairs, except for their equivalent opposites: the last
 * pair is fixed. For more pairs it returns a subset of the patterns that is a group: combining two
 * patterns gives another one in it. Each pattern could thus equally be the measured one, and a rank
 * test over them is exact, as it is with all patterns (Hemerik and Goeman, Exact testing with
 * random permutations, TEST 27, 2018, theorem 1). The first pattern flips nothing.
 */
export function signFlipPatterns(pairs: number): SignFlipPatterns {
  const free = Math.min(Math.max(0, pairs - 1), MAX_FREE_PAIRS);
  const count = 2 ** free;
  const flips = Array.from({ length: Math.ceil(pairs / BLOCK) }, () => new Uint8Array(count));
  const random = createRandom(SEED);
  const freePairsOf = Array.from({ length: pairs }, (_, pair) => {
    if (pair < free) return 1 << pair;
    return pairs === free + 1 ? 0 : random.integer(count);
  });
  for (const [pair, freePairs] of freePairsOf.entries()) {
    const block = flips[Math.floor(pair / BLOCK)] ?? new Uint8Array();
    for (let pattern = 0; pattern < count; pattern += 1) {
      block[pattern] = (block[pattern] ?? 0) | (parity(pattern & freePairs) << (pair % BLOCK));
    }
  }
  return { count, flips };
}

/** Returns 1 if the number of set bits, of sixteen, is odd. */
function parity(bits: number): 0 | 1 {
  let folded = bits ^ (bits >> 8);
  folded ^= folded >> 4;
  folded ^= folded >> 2;
  return ((folded ^ (folded >> 1)) & 1) === 1 ? 1 : 0;
}

/** Returns the distance of the differences from a centre in each pattern; the first is as measured. */
export function flippedStatistics(
  differences: readonly number[],
  center: number,
  { count, flips }: SignFlipPatterns,
): Float64Array {
  const shares = standardised(differences.map((value) => value - center));
  const sums = new Float64Array(count);
  for (const [block, patterns] of flips.entries()) {
    const blockSums = allSums(shares.subarray(block * BLOCK, (block + 1) * BLOCK));
    for (let pattern = 0; pattern < count; pattern += 1) {
      sums[pattern] = (sums[pattern] ?? 0) + (blockSums[patterns[pattern] ?? 0] ?? 0);
    }
  }
  return sums.map(Math.abs);
}

/** Returns the sums of a few numbers, indexed by the bits of those that are flipped. */
function allSums(few: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** few.length);
  sums[0] = few.reduce((sum, value) => sum + value, 0);
  for (const [bit, value] of few.entries()) {
    for (let without = 0; without < 1 << bit; without += 1) {
      sums[without | (1 << bit)] = (sums[without] ?? 0) - 2 * value;
    }
  }
  return sums;
}

/**
 * Scales differences by their typical size and limits large ones, so that their sum is the
 * statistic; the divisor does not depend on any sign.
 */
function standardised(sample: readonly number[]): Float64Array {
  const sizes = sample.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return new Float64Array(sample.length);
  const most = MAX_TYPICAL_SIZES * median(sizes);
  const limited = Float64Array.from(sample, (value) => Math.min(most, Math.max(-most, value)));
  const length = Math.sqrt(limited.reduce((sum, value) => sum + value * value, 0));
  return limited.map((value) => value / length);
}
