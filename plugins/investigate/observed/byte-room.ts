/** Bytes that somebody has for himself until they are given back. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Where it begins in `bytes`. */
  readonly start: number;
  readonly length: number;
}

/** Bytes of the pieces of memory that blocks are cut from; each is twice as large as the one before. */
const SMALLEST_PIECE = 1 << 10;
const LARGEST_PIECE = 1 << 20;
const SMALLEST_BLOCK = 16;
/** Lengths are rounded up to one in so many of the power of two below them. */
const STEPS = 8;

/**
 * Memory for very many small tables that grow. A typed array of its own takes some hundred bytes
 * beside what is in it, and stays until the next collection of garbage when it was outgrown.
 */
export class ByteRoom {
  #piece = new Uint8Array(0);
  /** Bytes of the piece that were given out. */
  #used = 0;
  readonly #free = new Map<number, Block[]>();

  /** @returns That many bytes or some more, all zero. */
  take(bytes: number): Block {
    const length = roundedUp(bytes);
    const again = this.#free.get(length)?.pop();
    if (again !== undefined) {
      again.bytes.fill(0, again.start, again.start + length);
      return again;
    }
    if (this.#used + length > this.#piece.length) {
      const next = Math.max(SMALLEST_PIECE, 2 * this.#piece.length);
      this.#piece = new Uint8Array(Math.max(length, Math.min(next, LARGEST_PIECE)));
      this.#used = 0;
    }
    const block = { bytes: this.#piece, start: this.#used, length };
    this.#used += length;
    return block;
  }

  /** The block is not used any more, and becomes another's. */
  giveBack(block: Block): void {
    const same = this.#free.get(block.length);
    if (same === undefined) this.#free.set(block.length, [block]);
    else same.push(block);
  }
}

function roundedUp(bytes: number): number {
  const step = Math.max(SMALLEST_BLOCK, 2 ** Math.floor(Math.log2(bytes)) / STEPS);
  return Math.ceil(bytes / step) * step;
}
