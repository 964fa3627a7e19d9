import { describe, expect, it } from 'vitest';
import { alignInOrder } from '../../profilers/match-functions-between-compared-profiles.ts';

const distance = (value: number, other: number): number => Math.min(3, Math.abs(value - other));

describe('the alignment of two lists', () => {
  it('matches in the order of both, with the least distance', () => {
    expect(alignInOrder([1, 5, 9], [1, 9], distance)).toEqual([
      [1, 1],
      [9, 9],
    ]);
    expect(alignInOrder([1, 5], [2, 3, 5], distance)).toEqual([
      [1, 2],
      [5, 5],
    ]);
  });

  it('matches nothing with an empty list', () => {
    expect(alignInOrder([], [1], distance)).toEqual([]);
    expect(alignInOrder([1], [], distance)).toEqual([]);
  });

  it('matches one by one when the lists are too long to be inspected', () => {
    const long = Array.from({ length: 1_500 }, (_, index) => index);
    const pairs = alignInOrder(long, long.slice(1), distance);
    expect(pairs).toHaveLength(1_499);
    expect(pairs[0]).toEqual([0, 1]);
  });
});
