import { BucketCounts } from './bucket-counts.ts';

/**
 * Counts values in buckets whose edges grow by a constant factor, so that every quantile is known to
 * within a stated share of its value, in memory that does not grow with the number of values, and
 * sketches of parts add up to the sketch of the whole (DDSketch: Masson, Rim and Lee, VLDB 2019).
 */

/** A quantile that a sketch gives is off by at most this share of the exact one. */
export const SKETCH_ERROR = 0.01;

const GAMMA = (1 + SKETCH_ERROR) / (1 - SKETCH_ERROR);
const PER_LOG = 1 / Math.log(GAMMA);
/** Values as small as this, and those below, count as zero. A nanosecond in milliseconds. */
const SMALLEST = 1e-6;
/** Larger values count as this: some three thousand years in milliseconds. */
const LARGEST = 1e14;
/** Bucket of the smallest value. Counted from it, the largest one is 2303. */
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

  /** Takes the values of another one in. */
  merge(other: QuantileSketch): void {
    this.count += other.count;
    this.#zeros += other.#zeros;
    for (const [bucket, count] of other.#buckets.entries()) this.#buckets.add(bucket, count);
  }

  /**
   * The value that a share of all values does not exceed, by nearest rank.
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

  /**
   * Encodes the number of zeros, then for each used bucket its distance from the previous bucket
   * and its count.
   */
  toJSON(): string {
    let last = 0;
    const numbers = [this.#zeros];
    for (const [bucket, count] of this.#buckets.entries()) {
      numbers.push(bucket - last, count);
      last = bucket;
    }
    return numbers.join(' ');
  }

  /** Takes in the values of one that was kept by `toJSON`. */
  addKept(text: string): void {
    const kept = text.split(' ').map(Number);
    const [zeros = 0] = kept;
    this.#zeros += zeros;
    this.count += zeros;
    let bucket = 0;
    for (let at = 1; at + 1 < kept.length; at += 2) {
      const count = kept[at + 1] ?? 0;
      bucket += kept[at] ?? 0;
      this.count += count;
      this.#buckets.add(bucket, count);
    }
  }

  /** Reverses `toJSON`. */
  static from(kept: string): QuantileSketch {
    const sketch = new QuantileSketch();
    sketch.addKept(kept);
    return sketch;
  }
}

/** The value that is off from both edges of a bucket by the same share. */
function middleOf(bucket: number): number {
  return (2 * GAMMA ** (bucket + FIRST)) / (GAMMA + 1);
}
