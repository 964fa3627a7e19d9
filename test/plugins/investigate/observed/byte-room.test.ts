import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, ByteRoom } from '../../../../plugins/investigate/observed/byte-room.ts';

/** `null` gives the oldest block back; a number takes one of that many bytes. */
const orders = fc.array(fc.option(fc.integer({ min: 1, max: 5_000 })), { maxLength: 300 });

describe('room for small tables', () => {
  test('gives each its own bytes, all zero, whatever was given back before', () => {
    fc.assert(
      fc.property(orders, (asked) => {
        const room = new ByteRoom();
        const held: { readonly block: Block; readonly mark: number }[] = [];
        for (const [turn, bytes] of asked.entries()) {
          const oldest = bytes === null ? held.shift() : undefined;
          if (oldest !== undefined) room.giveBack(oldest.block);
          if (bytes === null) continue;
          const block = room.take(bytes);
          expect(block.length).toBeGreaterThanOrEqual(bytes);
          const own = block.bytes.subarray(block.start, block.start + block.length);
          expect(own.every((byte) => byte === 0)).toBe(true);
          const mark = (turn % 255) + 1;
          own.fill(mark);
          held.push({ block, mark });
        }
        for (const { block, mark } of held) {
          const own = block.bytes.subarray(block.start, block.start + block.length);
          expect(own.every((byte) => byte === mark)).toBe(true);
        }
      }),
    );
  });

  test('gives what was given back to the next of its size, and rounds up by an eighth at most', () => {
    const room = new ByteRoom();
    const first = room.take(1_000);
    room.giveBack(first);
    expect(room.take(990)).toBe(first);
    for (const bytes of [129, 575, 1_000, 4_097, 2_000_000])
      expect(room.take(bytes).length / bytes).toBeLessThanOrEqual(1.125);
  });
});
