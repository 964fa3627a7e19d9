/** Values that a list has room for at first. Many cells of a table never have more. */
const INITIAL_SIZE = 16;
/** Spare buckets allocated beyond a new bucket, besides a sixteenth of the existing number. */
const MARGIN = 8;
/** Arrays for counts, the narrowest first: most cells of a wide table have a few values in each bucket. */
const WIDTHS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;
const NO_COUNTS = new Uint8Array(0);

/**
 * Number of values in each bucket, stored compactly: few values as a list of their buckets, many
 * values as counts, in the narrowest type that the largest count fits.
 */
class BucketCounts {
  /** Buckets of the values, unordered; null once counts are used instead. */
  #list: Uint16Array | null = new Uint16Array(INITIAL_SIZE);
  #length = 0;
  #counts: InstanceType<(typeof WIDTHS)[number]> = NO_COUNTS;
  /** Bucket of the first count. */
  #first = 0;

  /** @param more - Number of values, an integer. */
  add(bucket: number, more: number): void {
    const length = this.#length + more;
    if (this.#list !== null && length > this.#list.length) this.#grow(this.#list, bucket, more);
    if (this.#list !== null) {
      for (; this.#length < length; this.#length += 1) this.#list[this.#length] = bucket;
      return;
    }
    this.#makeRoom(bucket);
    const at = bucket - this.#first;
    const count = (this.#counts[at] ?? 0) + more;
    this.#counts[at] = count;
    // A count that is too large for the array wraps around.
    while (this.#counts[at] !== count) {
      const width = WIDTHS.findIndex((Width) => this.#counts instanceof Width);
      this.#counts = new (WIDTHS[width + 1] ?? Float64Array)(this.#counts);
      this.#counts[at] = count;
    }
  }

  /** Buckets that have values, upwards, with their counts. */
  *entries(): Generator<readonly [bucket: number, count: number]> {
    if (this.#list === null) {
      for (const [at, count] of this.#counts.entries())
        if (count > 0) yield [this.#first + at, count];
      return;
    }
    const sorted = this.#list.slice(0, this.#length).sort();
    for (let place = 0; place < sorted.length; ) {
      const [start, bucket] = [place, sorted[place] ?? 0];
      while (sorted[place] === bucket) place += 1;
      yield [bucket, place - start];
    }
  }

  /** Enlarges the list, or converts it to counts if they take less memory. */
  #grow(list: Uint16Array, bucket: number, more: number): void {
    const room = Math.max(this.#length + more, Math.ceil(1.5 * list.length));
    const known = list.slice(0, this.#length).sort();
    const first = Math.min(bucket, known[0] ?? bucket);
    const last = Math.max(bucket, known.at(-1) ?? bucket);
    if (last - first >= room * list.BYTES_PER_ELEMENT) {
      this.#list = new Uint16Array(room);
      this.#list.set(known);
      return;
    }
    this.#list = null;
    this.#first = first;
    this.#counts = new Uint8Array(last - first + 1);
    for (const bucket of known) this.add(bucket, 1);
  }

  #makeRoom(bucket: number): void {
    const old = this.#counts;
    const [start, end] = [this.#first, this.#first + old.length];
    if (bucket >= start && bucket < end) return;
    const margin = MARGIN + Math.floor(old.length / 16);
    const Width = WIDTHS.find((width) => old instanceof width) ?? Float64Array;
    this.#first = bucket < start ? Math.max(0, bucket - margin) : start;
    this.#counts = new Width(Math.max(end, bucket < start ? 0 : bucket + margin + 1) - this.#first);
    this.#counts.set(old, start - this.#first);
  }
}

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
