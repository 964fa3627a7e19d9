import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import {
  countAtMost,
  kthAverage,
  pseudoMedian,
  walshCount,
} from '../../../harness/stats/walsh-averages.ts';
import { computeWalshAverages } from '../../support/walsh-averages.ts';

const random = createRandom(11);

/** Values of a kind: spread out, with many ties, or with some that are very far away. */
const kinds: Readonly<Record<string, () => number>> = {
  'spread out': () => random.next() - 0.5,
  'with many ties': () => random.integer(4) - 2,
  'with some far away': () => 1e-3 / (random.next() - 0.5) ** 3,
};

describe.each(Object.entries(kinds))('Walsh averages of values %s', (_, draw) => {
  it.each([1, 2, 7, 30])('are all counted and found in order for %i values', (n) => {
    const sorted = Float64Array.from({ length: n }, draw).sort();
    const listed = computeWalshAverages([...sorted]);
    expect(walshCount(n)).toBe(listed.length);
    for (const [index, average] of listed.entries()) {
      expect(kthAverage(sorted, index + 1)).toBe(average);
      expect(countAtMost(sorted, average)).toBe(
        listed.filter((listedAverage) => listedAverage <= average).length,
      );
    }
    expect(countAtMost(sorted, (listed[0] ?? 0) - 1)).toBe(0);
    expect(countAtMost(sorted, (listed.at(-1) ?? 0) + 1)).toBe(listed.length);
  });
});

test('averages every two values, and each value with itself too', () => {
  const sorted = Float64Array.of(1, 2, 4);
  const found = Array.from({ length: 6 }, (_, index) => kthAverage(sorted, index + 1));
  expect(found).toEqual([1, 1.5, 2, 2.5, 3, 4]);
});

describe('the median of the averages', () => {
  test('is the middle average of an odd number', () => {
    // Averages of 1, 2, 4: 1, 1.5, 2, 2.5, 3, 4 are six; of 1, 4 they are 1, 2.5, 4.
    expect(pseudoMedian(Float64Array.of(1, 4))).toBe(2.5);
    expect(pseudoMedian(Float64Array.of(7))).toBe(7);
  });

  test('lies between the middle two averages of an even number', () => {
    expect(pseudoMedian(Float64Array.of(1, 2, 4))).toBe(2.25);
  });
});
