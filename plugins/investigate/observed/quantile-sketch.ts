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
/** Bucket of the smallest value. */
const FIRST = Math.ceil(Math.log(SMALLEST) * PER_LOG);

export class QuantileSketch {
  /** Values counted. */
  count = 0;
  #zeros = 0;
  /** Counts of consecutive buckets, the first of which is `#offset`. */
  #counts = new Float64Array(0);
  #offset = 0;

  /** @param value - Not negative and finite; anything else is the caller's to refuse. */
  add(value: number): void {
    this.count += 1;
    if (value <= SMALLEST) {
      this.#zeros += 1;
      return;
    }
    const bucket = Math.ceil(Math.log(Math.min(value, LARGEST)) * PER_LOG) - FIRST;
    let place = bucket - this.#offset;
    if (place < 0 || place >= this.#counts.length) {
      this.#grow(bucket);
      place = bucket - this.#offset;
    }
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** Takes the values of another one in. */
  merge(other: QuantileSketch): void {
    this.count += other.count;
    this.#zeros += other.#zeros;
    for (const [place, count] of other.#counts.entries()) {
      if (count === 0) continue;
      const bucket = other.#offset + place;
      const own = bucket - this.#offset;
      if (own < 0 || own >= this.#counts.length) this.#grow(bucket);
      const index = bucket - this.#offset;
      this.#counts[index] = (this.#counts[index] ?? 0) + count;
    }
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
    for (const [place, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return middleOf(this.#offset + place);
    }
    return null;
  }

  /** Counts of the buckets that have any, for keeping: `[zeros, bucket, count, bucket, count …]`. */
  toJSON(): readonly number[] {
    const kept = [this.#zeros];
    // There are many sketches, mostly of zeros: an iterator would take most of the time.
    for (let place = 0; place < this.#counts.length; place += 1) {
      const count = this.#counts[place] ?? 0;
      if (count > 0) kept.push(this.#offset + place, count);
    }
    return kept;
  }

  /** Takes in the values of one that was kept by `toJSON`. */
  addKept(kept: readonly number[]): void {
    const [zeros = 0, first] = kept;
    this.#zeros += zeros;
    this.count += zeros;
    const last = kept.at(-2);
    if (first === undefined || last === undefined) return;
    // Buckets come in order: room for all of them is made at once.
    this.#makeRoom(first, last);
    for (let at = 1; at + 1 < kept.length; at += 2) {
      const place = (kept[at] ?? 0) - this.#offset;
      const count = kept[at + 1] ?? 0;
      this.#counts[place] = (this.#counts[place] ?? 0) + count;
      this.count += count;
    }
  }

  /** Reverses `toJSON`. */
  static from(kept: readonly number[]): QuantileSketch {
    const sketch = new QuantileSketch();
    sketch.addKept(kept);
    return sketch;
  }

  /** Makes room for buckets from one to another, and no more. */
  #makeRoom(first: number, last: number): void {
    if (this.#counts.length === 0) this.#offset = first;
    const end = Math.max(this.#offset + this.#counts.length, last + 1);
    this.#resize(Math.min(this.#offset, first), end);
  }

  /** Makes room for a bucket, and some beside it. */
  #grow(bucket: number): void {
    const length = this.#counts.length;
    if (length === 0) {
      this.#offset = Math.max(0, bucket - 8);
      this.#counts = new Float64Array(24);
      return;
    }
    this.#resize(
      Math.max(0, Math.min(this.#offset, bucket - 8)),
      Math.max(this.#offset + length, bucket + 9),
    );
  }

  #resize(start: number, end: number): void {
    if (start === this.#offset && end === start + this.#counts.length) return;
    const counts = new Float64Array(end - start);
    counts.set(this.#counts, this.#offset - start);
    this.#counts = counts;
    this.#offset = start;
  }
}

/** The value that is off from both edges of a bucket by the same share. */
function middleOf(bucket: number): number {
  return (2 * GAMMA ** (bucket + FIRST)) / (GAMMA + 1);
}
