import { describe, expect, test } from 'vitest';
import { createNoiseGrid } from '../../../harness/stats/bayesian-effect-and-noise-grid.ts';
import { SHARES } from '../../../harness/stats/bisect-change-position-hypotheses.ts';
import {
  estimateChangePosition,
  type PairedEffects,
} from '../../../harness/stats/estimate-culprit-change-position.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

const EFFECT = 0.05;
const random = createRandom(7);
const noise = (): number =>
  0.015 * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
/** Returns pairs between two places of a list whose level is known at every place. */
const pairs = (
  level: (place: number) => number,
  at: number,
  count: number,
  against = 0,
): PairedEffects => ({
  at,
  against,
  effects: Array.from({ length: count }, () => level(at) - level(against) + noise()),
});
const stepAt =
  (change: number, effect = EFFECT) =>
  (place: number): number =>
    place >= change ? effect : 0;
const equal = (count: number): number[] => new Array<number>(count).fill(1);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('the position of a step in a list of changes', () => {
  test('is equally likely everywhere while only the ends are known, with the middle to test next', () => {
    const { probabilities, next } = estimateChangePosition([pairs(stepAt(3), 8, 20)], equal(8));
    for (const probability of probabilities) expect(probability).toBeCloseTo(probabilities[0] ?? 0);
    expect(sum(probabilities)).toBeCloseTo(1.1);
    expect(next).toBe(4);
  });

  test('is sought in the first of two middles, whatever the last digits of the sums', () => {
    for (let draw = 0; draw < 40; draw += 1) {
      expect(estimateChangePosition([pairs(stepAt(8), 11, 20)], equal(11)).next).toBe(5);
    }
  });

  test('follows the weights of the changes', () => {
    const { probabilities, next } = estimateChangePosition([pairs(stepAt(1), 3, 20)], [6, 1, 1]);
    expect((probabilities[0] ?? 0) / (probabilities[1] ?? 1)).toBeCloseTo(6, 5);
    expect(next).toBe(1);
  });

  test('lies behind a place like the good end, and not behind a place like the bad end', () => {
    const level = stepAt(3);
    const evidence = [pairs(level, 8, 20), pairs(level, 2, 8), pairs(level, 5, 8)];
    const { probabilities } = estimateChangePosition(evidence, equal(8));
    expect(sum(probabilities.slice(2, 5))).toBeGreaterThan(0.99);
  });

  test('is found for a gain as for a loss', () => {
    const level = stepAt(3, -EFFECT);
    const evidence = [pairs(level, 8, 20), pairs(level, 2, 8), pairs(level, 3, 8)];
    const { probabilities, effect } = estimateChangePosition(evidence, equal(8));
    expect(probabilities[2]).toBeGreaterThan(0.99);
    expect(effect).toBeCloseTo(-EFFECT, 2);
  });

  test('is narrowed to the shortest stretch between measured places that holds it', () => {
    const level = stepAt(3);
    const ends = pairs(level, 8, 20);
    expect(estimateChangePosition([ends], equal(8)).range).toMatchObject({ first: 1, last: 8 });
    const { range } = estimateChangePosition(
      [ends, pairs(level, 2, 8), pairs(level, 5, 8)],
      equal(8),
    );
    expect(range).toMatchObject({ first: 3, last: 5 });
    expect(range.probability).toBeGreaterThan(0.99);
    const two = (place: number): number => (place >= 7 ? 2 : place >= 3 ? 1 : 0) * EFFECT;
    const known = [2, 3, 5].map((at) => pairs(two, at, 10));
    // Either of two steps will do, and the first is pinned down.
    const position = estimateChangePosition([pairs(two, 10, 20), ...known], equal(10));
    expect(position.range).toMatchObject({ first: 3, last: 3 });
  });

  test('is the only change when there is one, with no place to measure', () => {
    const position = estimateChangePosition([pairs(stepAt(1), 1, 20)], [1]);
    expect(position.probabilities).toEqual([1]);
    expect(position.next).toBeNull();
  });

  test('cannot be determined without pairs of the two ends', () => {
    expect(() => estimateChangePosition([pairs(stepAt(3), 4, 5)], equal(8))).toThrow(RangeError);
  });

  test('equals the result of trying every position and every two positions', () => {
    const level = stepAt(4);
    const count = 6;
    const evidence = [
      pairs(level, count, 10),
      pairs(level, 3, 2),
      pairs(level, 5, 1),
      pairs(level, 4, 2, 3),
    ];
    const { probabilities, effect, scale, twoSteps } = estimateChangePosition(
      evidence,
      equal(count),
    );
    const brute = enumerate(evidence, count);
    for (const [index, own] of probabilities.entries()) {
      expect(own).toBeCloseTo(brute.probabilities[index] ?? 0, 6);
    }
    expect(effect).toBeCloseTo(brute.effect, 8);
    expect(scale).toBeCloseTo(brute.scale, 8);
    expect(twoSteps).toBeCloseTo(brute.twoSteps, 8);
  });
});

/** The posterior by its definition: no segments, no sums along the places. */
function enumerate(evidence: readonly PairedEffects[], count: number) {
  const singles = Array.from({ length: count }, (_, index) => ({
    steps: [index + 1],
    share: 1,
    prior: 0.9 / count,
  }));
  const doubles = singles.flatMap(({ steps: [first = 0] }) =>
    Array.from({ length: count - first }, (_, index) => first + 1 + index).flatMap((second) =>
      SHARES.map((share) => ({
        steps: [first, second],
        share,
        prior: 0.1 / ((count * (count - 1)) / 2) / SHARES.length,
      })),
    ),
  );
  const ends = evidence.filter(({ at, against }) => at === count && against === 0);
  const totals = new Array<number>(count).fill(0);
  let [all, effect, scale, twoSteps] = [0, 0, 0, 0];
  for (const point of createNoiseGrid(ends)) {
    for (const { steps, share, prior } of [...singles, ...doubles]) {
      const [first = 0, second = first] = steps;
      const levelOf = (place: number): number => (place < first ? 0 : place < second ? share : 1);
      let weight = prior;
      for (const { at, against, effects } of evidence) {
        const mean = (levelOf(at) - levelOf(against)) * point.effect;
        for (const value of effects) weight *= Math.exp(point.logDensity(value - mean));
      }
      all += weight;
      effect += weight * point.effect;
      scale += weight * point.scale;
      if (steps.length === 2) twoSteps += weight;
      for (const step of steps) totals[step - 1] = (totals[step - 1] ?? 0) + weight;
    }
  }
  return {
    probabilities: totals.map((weight) => weight / all),
    effect: effect / all,
    scale: scale / all,
    twoSteps: twoSteps / all,
  };
}
