import type { Block, ByteRoom } from './byte-room.ts';

/** Buckets that room is made for beyond one that lies outside, beside a sixteenth of those that there are. */
const MARGIN = 8;

/**
 * Counts of consecutive buckets, each in as many bytes as the largest one takes: most cells of a wide
 * table have a few values in each bucket.
 */
export class BucketCounts {
  readonly #room: ByteRoom;
  #block: Block;
  /** The bucket that the first count is of, and the one after the last. */
  #first: number;
  #end: number;
  /** Bytes of a count, the lowest first. Six hold more than any log has lines. */
  #width = 1;

  /** Counts for buckets from one to another, and for others as they come. */
  constructor(room: ByteRoom, first: number, last: number) {
    this.#room = room;
    this.#first = first;
    this.#end = last + 1;
    this.#block = room.take(this.#end - first);
  }

  /** @param more - How many values; a whole number. */
  add(bucket: number, more: number): void {
    if (bucket < this.#first || bucket >= this.#end) this.#makeRoom(bucket);
    const { bytes, start } = this.#block;
    const at = start + (bucket - this.#first) * this.#width;
    const lowest = (bytes[at] ?? 0) + more;
    // Nothing is carried to the next byte, as is so for nearly all of the many single values.
    if (lowest < 256) {
      bytes[at] = lowest;
      return;
    }
    const count = this.#countOf(bucket) + more;
    while (count >= 256 ** this.#width) this.#become(this.#width + 1, this.#first, this.#end);
    this.#set(bucket, count);
  }

  /** Goes through the buckets that have values, upwards, until the answer is false. */
  each(visit: (bucket: number, count: number) => boolean): void {
    for (let bucket = this.#first; bucket < this.#end; bucket += 1) {
      const count = this.#countOf(bucket);
      if (count > 0 && !visit(bucket, count)) return;
    }
  }

  #countOf(bucket: number): number {
    const { bytes, start } = this.#block;
    const width = this.#width;
    const at = start + (bucket - this.#first) * width;
    let count = bytes[at] ?? 0;
    for (let place = 1, scale = 256; place < width; place += 1, scale *= 256)
      count += (bytes[at + place] ?? 0) * scale;
    return count;
  }

  #set(bucket: number, count: number): void {
    const { bytes, start } = this.#block;
    const width = this.#width;
    const at = start + (bucket - this.#first) * width;
    // A byte takes the lowest eight bits of what it is given.
    bytes[at] = count;
    for (let place = 1, rest = count; place < width; place += 1) {
      rest = Math.floor(rest / 256);
      bytes[at + place] = rest;
    }
  }

  #makeRoom(bucket: number): void {
    const margin = MARGIN + Math.floor((this.#end - this.#first) / 16);
    if (bucket < this.#first) this.#become(this.#width, Math.max(0, bucket - margin), this.#end);
    else this.#become(this.#width, this.#first, bucket + margin + 1);
  }

  #become(width: number, first: number, end: number): void {
    const before: (readonly [number, number])[] = [];
    this.each((bucket, count) => {
      before.push([bucket, count]);
      return true;
    });
    const old = this.#block;
    this.#block = this.#room.take((end - first) * width);
    this.#room.giveBack(old);
    this.#width = width;
    this.#first = first;
    this.#end = end;
    for (const [bucket, count] of before) this.#set(bucket, count);
  }
}
