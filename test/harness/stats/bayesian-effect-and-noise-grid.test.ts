import { describe, expect, test } from 'vitest';
import { createNoiseGrid } from '../../../harness/stats/bayesian-effect-and-noise-grid.ts';
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

/** Density of Student's t with three degrees of freedom. */
const density = (deviation: number, scale: number): number =>
  2 / (Math.PI * Math.sqrt(3) * scale * (1 + (deviation / scale) ** 2 / 3) ** 2);

function draw(count: number, effect: number): number[] {
  const random = createRandom(count);
  return Array.from({ length: count }, () => effect + 0.02 * (random.next() + random.next() - 1));
}

const scalesOf = (points: readonly { readonly scale: number }[]): number[] =>
  [...new Set(points.map(({ scale }) => scale))].sort((a, b) => a - b);

describe('effects and scales that fit the pairs of two ends', () => {
  test('weight a deviation by the density of t, up to a common factor', () => {
    const points = createNoiseGrid([{ effects: draw(12, 0.05) }]);
    const factors = points.flatMap(({ scale, logDensity }) =>
      [0, 0.3, -1, 4].map((share) => {
        const deviation = share * scale;
        return Math.log(density(deviation, scale)) - logDensity(deviation);
      }),
    );
    for (const factor of factors) expect(factor).toBeCloseTo(factors[0] ?? Number.NaN, 10);
  });

  test.each([6, 9, 40])('lie around the estimate, except those that %i pairs rule out', (count) => {
    const effects = draw(count, 0.05);
    const averages = effects.flatMap((effect, index) =>
      effects.slice(index).map((other) => (effect + other) / 2),
    );
    const center = median(averages);
    const scale = median(effects.map((effect) => Math.abs(effect - center))) / 0.7649;
    const error = scale * Math.sqrt(1.5 / count);
    const all = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((step) =>
      [0.4, 0.55, 0.75, 1, 1.35, 1.8, 2.5].map((factor) => {
        const point = { effect: center + (step / 4) * 2.5 * error, scale: factor * scale };
        const likelihood = effects.reduce(
          (sum, effect) => sum + Math.log(density(effect - point.effect, point.scale)),
          0,
        );
        return { ...point, likelihood };
      }),
    );
    const least = Math.max(...all.map(({ likelihood }) => likelihood)) - 7;
    const wanted = all.filter(({ likelihood }) => likelihood >= least);
    const points = createNoiseGrid([
      { effects: effects.slice(0, 2) },
      { effects: effects.slice(2) },
    ]);
    expect(points).toHaveLength(wanted.length);
    expect(points.length).toBeLessThan(63);
    for (const [index, point] of points.entries()) {
      expect(point.effect).toBeCloseTo(wanted[index]?.effect ?? Number.NaN, 12);
      expect(point.scale).toBeCloseTo(wanted[index]?.scale ?? Number.NaN, 12);
    }
  });

  test('use the standard deviation as a scale when most pairs are the same', () => {
    const effects = [0.1, 0.1, 0.1, 0.1, 0.1, 0.4];
    const points = createNoiseGrid([{ effects }]);
    const deviation = Math.sqrt((5 * 0.05 ** 2 + 0.25 ** 2) / 5);
    expect(scalesOf(points)).toContainEqual(expect.closeTo(deviation, 10));
  });

  test('use a fiftieth of the effect as a scale when all pairs are the same', () => {
    const points = createNoiseGrid([{ effects: new Array<number>(5).fill(-0.1) }]);
    expect(scalesOf(points)).toContainEqual(expect.closeTo(0.4 * 0.002, 12));
    for (const { effect } of points) expect(Math.abs(effect + 0.1)).toBeLessThan(0.004);
  });
});
