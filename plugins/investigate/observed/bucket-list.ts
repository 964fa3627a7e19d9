import type { Block, ByteRoom } from './byte-room.ts';

/** Values that a list has room for at first. Many cells of a table never have more. */
const FEWEST = 8;
/** Bytes of the number of a bucket. */
const WIDTH = 2;

/** The buckets of a few values, one after the other, in no order. */
export class BucketList {
  readonly #room: ByteRoom;
  #block: Block;
  #length = 0;

  constructor(room: ByteRoom) {
    this.#room = room;
    this.#block = room.take(FEWEST * WIDTH);
  }

  /**
   * @param more - How many values; a whole number.
   * @returns false where they are not taken in, as a count for each bucket takes less from now on.
   */
  add(bucket: number, more: number): boolean {
    const length = this.#length + more;
    while (length * WIDTH > this.#block.length) {
      const { first, last } = this.span(bucket);
      const longer = 2 * this.#block.length;
      if (length * WIDTH > longer || last - first < longer) return false;
      this.#become(longer);
    }
    for (; this.#length < length; this.#length += 1) this.#set(this.#length, bucket);
    return true;
  }

  /** Lowest and highest bucket of these and of another one. */
  span(other: number): { readonly first: number; readonly last: number } {
    let [first, last] = [other, other];
    for (let place = 0; place < this.#length; place += 1) {
      const bucket = this.#at(place);
      if (bucket < first) first = bucket;
      if (bucket > last) last = bucket;
    }
    return { first, last };
  }

  /** Goes through the buckets that have values, upwards, until the answer is false. */
  each(visit: (bucket: number, count: number) => boolean): void {
    const buckets = new Uint16Array(this.#length);
    for (let place = 0; place < buckets.length; place += 1) buckets[place] = this.#at(place);
    buckets.sort();
    for (let place = 0; place < buckets.length; ) {
      const [start, bucket] = [place, buckets[place] ?? 0];
      while (place < buckets.length && buckets[place] === bucket) place += 1;
      if (!visit(bucket, place - start)) return;
    }
  }

  /** Its memory becomes another's; nothing can be asked of it any more. */
  giveBack(): void {
    this.#room.giveBack(this.#block);
  }

  #at(place: number): number {
    const { bytes, start } = this.#block;
    const at = start + WIDTH * place;
    return (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  }

  #set(place: number, bucket: number): void {
    const { bytes, start } = this.#block;
    const at = start + WIDTH * place;
    bytes[at] = bucket;
    bytes[at + 1] = bucket >> 8;
  }

  #become(bytes: number): void {
    const old = this.#block;
    this.#block = this.#room.take(bytes);
    this.#block.bytes.set(
      old.bytes.subarray(old.start, old.start + WIDTH * this.#length),
      this.#block.start,
    );
    this.#room.giveBack(old);
  }
}
