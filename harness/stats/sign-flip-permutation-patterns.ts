import { median } from './descriptive-statistics.ts';
import { createRandom } from './seeded-random.ts';

/** Pairs with free signs, in 2^11 = 2,048 patterns; each further pair flips with some of them. */
const MOST_FREE = 11;
const SEED = 1;
/** Largest weight of a difference, in typical differences (as Huber limits outliers). */
const MOST_TYPICAL = 1;
/** Pairs whose signs fit into one byte: sums are tabulated once for all patterns. */
const BLOCK = 8;

/** Ways of turning pairs round. */
export interface SignFlipPatterns {
  readonly count: number;
  /** Signs of each eight pairs, by pattern: a bit is 1 where the pair is flipped. */
  readonly turned: readonly Uint8Array[];
}

/**
 * Returns all sign patterns of up to twelve pairs, except for their equivalent opposites: the last
 * pair is fixed. For more pairs it returns a subset of the patterns that is a group: combining two
 * patterns gives another one in it. Each pattern could thus equally be the measured one, and a rank
 * test over them is exact, as it is with all patterns (Hemerik and Goeman, Exact testing with
 * random permutations, TEST 27, 2018, theorem 1). The first pattern flips nothing.
 */
export function signFlipPatterns(pairs: number): SignFlipPatterns {
  const free = Math.min(Math.max(0, pairs - 1), MOST_FREE);
  const count = 2 ** free;
  const turned = Array.from({ length: Math.ceil(pairs / BLOCK) }, () => new Uint8Array(count));
  const random = createRandom(SEED);
  const turnsWith = Array.from({ length: pairs }, (_, pair) => {
    if (pair < free) return 1 << pair;
    return pairs === free + 1 ? 0 : random.integer(count);
  });
  for (const [pair, freePairs] of turnsWith.entries()) {
    const block = turned[Math.floor(pair / BLOCK)] ?? new Uint8Array();
    for (let pattern = 0; pattern < count; pattern += 1) {
      block[pattern] = (block[pattern] ?? 0) | (parity(pattern & freePairs) << (pair % BLOCK));
    }
  }
  return { count, turned };
}

/** 1 for an odd number of bits, of sixteen. */
function parity(bits: number): 0 | 1 {
  let folded = bits ^ (bits >> 8);
  folded ^= folded >> 4;
  folded ^= folded >> 2;
  return ((folded ^ (folded >> 1)) & 1) === 1 ? 1 : 0;
}

/** Returns differences' distance from a centre under each pattern; the first is as measured. */
export function flippedStatistics(
  differences: readonly number[],
  center: number,
  { count, turned }: SignFlipPatterns,
): Float64Array {
  const shares = standardised(differences.map((value) => value - center));
  const sums = new Float64Array(count);
  for (const [block, patterns] of turned.entries()) {
    const listed = allSums(shares.subarray(block * BLOCK, (block + 1) * BLOCK));
    for (let pattern = 0; pattern < count; pattern += 1) {
      sums[pattern] = (sums[pattern] ?? 0) + (listed[patterns[pattern] ?? 0] ?? 0);
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
  const most = MOST_TYPICAL * median(sizes);
  const cut = Float64Array.from(sample, (value) => Math.min(most, Math.max(-most, value)));
  const length = Math.sqrt(cut.reduce((sum, value) => sum + value * value, 0));
  return cut.map((value) => value / length);
}
