import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  QuantileSketch,
  SKETCH_ERROR,
} from '../../../../plugins/investigate/observations/quantile-sketch.ts';
import { createDraws, drawSample } from '../../../support/random-draws.ts';

const SHARES = [0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** The value of nearest rank. */
function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}

function sketchOf(values: readonly number[]): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function quantilesOf(sketch: QuantileSketch): readonly (number | null)[] {
  return SHARES.map((share) => sketch.quantile(share));
}

describe('a quantile sketch (INV-11)', () => {
  test.each([
    ['log-normal', createDraws(1).logNormal, 1],
    ['exponential, in seconds', createDraws(2).exponential, 1000],
    ['of nanoseconds', createDraws(3).uniform, 1e-3],
    ['over nine orders of size', () => 10 ** (9 * createDraws(4).uniform() - 3), 1],
  ])('gives each quantile to within its stated error: %s', (_name, draw, scale) => {
    const values = drawSample(5_000, () => draw() * scale);
    const sketch = sketchOf(values);
    for (const share of SHARES) {
      const right = exact(values, share);
      expect(Math.abs((sketch.quantile(share) ?? 0) - right) / right).toBeLessThanOrEqual(
        SKETCH_ERROR * 1.000_001,
      );
    }
  });

  test('of parts adds up to that of the whole', () => {
    const values = drawSample(2_000, createDraws(5).logNormal);
    const sum = sketchOf(values.slice(0, 700));
    sum.merge(sketchOf(values.slice(700)));
    expect(quantilesOf(sum)).toEqual(quantilesOf(sketchOf(values)));
    expect(sum.count).toBe(2_000);
  });

  test('is the same whatever the order and parts of its values', () => {
    const value = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1e15, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(value, { maxLength: 400 }), { maxLength: 8 }), (parts) => {
        const whole = sketchOf(parts.flat());
        const merged = new QuantileSketch();
        for (const part of parts.toReversed()) merged.merge(sketchOf(part.toReversed()));
        expect(quantilesOf(merged)).toEqual(quantilesOf(whole));
        expect(merged.count).toBe(whole.count);
        for (const share of SHARES) {
          const right = exact(parts.flat(), share);
          if (right > 1e-6 && right < 1e14)
            expect(Math.abs((whole.quantile(share) ?? 0) / right - 1)).toBeLessThan(0.010_001);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('counts far more values than any log has lines', () => {
    let sketch = sketchOf([3, 3, 3, 200]);
    for (let doubling = 0; doubling < 42; doubling += 1) {
      const twice = new QuantileSketch();
      for (let times = 0; times < 2; times += 1) twice.merge(sketch);
      sketch = twice;
    }
    expect(sketch.count).toBe(4 * 2 ** 42);
    expect(sketch.quantile(0.75)).toBeCloseTo(3, 1);
    expect((sketch.quantile(0.751) ?? 0) / 200).toBeCloseTo(1, 1);
  });

  test('returns nothing for no values, and counts the smallest as zero', () => {
    expect(new QuantileSketch().quantile(0.5)).toBeNull();
    expect(sketchOf([0, 0, 5]).quantile(0.5)).toBe(0);
  });
});
