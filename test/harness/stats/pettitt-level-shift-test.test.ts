import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { midRanks, pettittLevelShift } from '../../../harness/stats/pettitt-level-shift-test.ts';
import { createDraws, drawSample } from '../../support/random-draws.ts';

describe('the test for a change of level', () => {
  test('finds the place and both levels', () => {
    const { normal } = createDraws(41);
    const sample = [
      ...drawSample(12, () => 100 + normal()),
      ...drawSample(8, () => 110 + normal()),
    ];
    const shift = pettittLevelShift(sample);
    expect(shift?.at).toBe(12);
    expect(shift?.before).toBeCloseTo(100, -0.5);
    expect(shift?.after).toBeCloseTo(110, -0.5);
    expect(shift?.pValue).toBeLessThanOrEqual(0.001);
  });

  test('reports nothing for equal or too few values', () => {
    expect(pettittLevelShift([1, 2, 3])).toBeNull();
    expect(pettittLevelShift([5, 5, 5, 5, 5, 5])?.pValue).toBe(1);
  });

  test('agrees with the formula of the paper from a hundred values on', () => {
    const { uniform } = createDraws(45);
    for (const rise of [0.1, 0.2, 0.3]) {
      const sample = drawSample(100, uniform).map((value, at) => value + (at < 30 ? 0 : rise));
      const { at, score } = pettitt(sample);
      const pValue = Math.min(1, 2 * Math.exp((-6 * score ** 2) / (100 ** 3 + 100 ** 2)));
      expect(pettittLevelShift(sample)).toMatchObject({ at, pValue: expect.closeTo(pValue, 12) });
    }
    expect(pettittLevelShift(Array<number>(100).fill(1))?.pValue).toBe(1);
  });

  test('agrees below that with the share of all orders, as closely as a thousand of them allow', () => {
    for (const sample of [
      [1, 2, 3, 4, 5, 6],
      [1, 3, 2, 5, 4, 6],
      [2, 1, 2, 3, 3, 1],
      [6, 1, 5, 2, 4, 3],
    ]) {
      const { score } = pettitt(sample);
      const orders = permutations(sample);
      const share = orders.filter((order) => pettitt(order).score >= score).length / orders.length;
      const error = Math.sqrt((share * (1 - share)) / 1_000);
      const { pValue } = pettittLevelShift(sample) ?? { pValue: Number.NaN };
      expect(Math.abs(pValue - share)).toBeLessThan(4 * error + 0.002);
    }
  });

  test('applies from four values on, and has one in a thousand as its smallest p-value', () => {
    expect(pettittLevelShift([1, 1, 2])).toBeNull();
    expect(pettittLevelShift([1, 1, 2, 2])).toMatchObject({ at: 2, before: 1, after: 2 });
    const step = [...drawSample(30, () => 1), ...drawSample(30, () => 2)];
    expect(pettittLevelShift(step)).toMatchObject({ at: 30, pValue: 0.001 });
  });
});

/** Pettitt's statistic as the paper writes it: signs of all differences over a split. */
function pettitt(sample: readonly number[]): { readonly at: number; readonly score: number } {
  let best = { at: 0, score: -1 };
  for (let at = 1; at < sample.length; at += 1) {
    let sum = 0;
    for (const before of sample.slice(0, at)) {
      for (const after of sample.slice(at)) sum += Math.sign(before - after);
    }
    if (Math.abs(sum) > best.score) best = { at, score: Math.abs(sum) };
  }
  return best;
}

function permutations(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length === 0) return [[]];
  const [first = 0, ...rest] = values;
  return permutations(rest).flatMap((shorter) =>
    values.map((_, at) => shorter.toSpliced(at, 0, first)),
  );
}

describe('midRanks', () => {
  test('assigns ranks in the order of the sample, and equal ranks to equal values', () => {
    expect(midRanks([30, 10, 20])).toEqual([3, 1, 2]);
    expect(midRanks([5, 1, 5, 5])).toEqual([3, 1, 3, 3]);
    expect(midRanks([])).toEqual([]);
  });

  test('gives one of two samples ranks that add up to the rank sum of simple-statistics', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const ranks = midRanks([...first, ...second]).slice(0, first.length);
        const sum = ranks.reduce((total, rank) => total + rank, 0);
        expect(sum).toBe(wilcoxonRankSum(first, second));
      }),
    );
  });
});
