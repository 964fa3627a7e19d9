import { BucketCounts } from './quantile-bucket-counts.ts';

/**
 * Quantile sketch: values are counted in buckets whose bounds grow by a constant factor. Every
 * quantile has a bounded relative error, memory does not grow with the number of values, and the
 * sketches of parts add up to that of the whole (DDSketch: Masson, Rim and Lee, VLDB 2019).
 */

/** Maximum relative error of a quantile. */
export const SKETCH_ERROR = 0.01;

const GAMMA = (1 + SKETCH_ERROR) / (1 - SKETCH_ERROR);
const PER_LOG = 1 / Math.log(GAMMA);
/** Values up to this count as zero. A nanosecond in milliseconds. */
const SMALLEST = 1e-6;
/** Larger values count as this: some three thousand years in milliseconds. */
const LARGEST = 1e14;
/** Bucket of the smallest value. Relative to it, the bucket of the largest value is 2303. */
const FIRST = Math.ceil(Math.log(SMALLEST) * PER_LOG);

export class QuantileSketch {
  /** Values counted. */
  count = 0;
  #zeros = 0;
  readonly #buckets = new BucketCounts();

  /** @param value - Not negative and finite; anything else is the caller's to refuse. */
  add(value: number): void {
    this.count += 1;
    if (value <= SMALLEST) this.#zeros += 1;
    else this.#buckets.add(Math.ceil(Math.log(Math.min(value, LARGEST)) * PER_LOG) - FIRST, 1);
  }

  /** Adds the values of another sketch. */
  merge(other: QuantileSketch): void {
    this.count += other.count;
    this.#zeros += other.#zeros;
    for (const [bucket, count] of other.#buckets.entries()) this.#buckets.add(bucket, count);
  }

  /**
   * Returns a quantile by nearest rank.
   *
   * @param share - From 0 to 1.
   * @returns null where nothing was counted.
   */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = this.#zeros;
    if (rank <= seen) return 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= rank) return middleOf(bucket);
    }
    return null;
  }
}

/** The value that is off from both edges of a bucket by the same share. */
function middleOf(bucket: number): number {
  return (2 * GAMMA ** (bucket + FIRST)) / (GAMMA + 1);
}
