import { describe, expect, it, test } from 'vitest';
import {
  minimalDetectableChange,
  pairsToDetect,
} from '../../../harness/stats/minimal-detectable-change.ts';
import { normalQuantile } from '../../../harness/stats/normal-distribution.ts';

const LEVEL = { alpha: 0.004, power: 0.8 };

describe('the minimal detectable change', () => {
  test('needs all signs to agree when the pairs only just suffice', () => {
    // All eight are above 0 with probability Φ(d)⁸ = 0.8.
    const shift = Math.log1p(minimalDetectableChange(8, 0.01, LEVEL) ?? 0) / 0.01;
    expect(Math.abs(shift - normalQuantile(0.8 ** (1 / 8)))).toBeLessThan(0.1);
  });

  it.each([64, 65, 400])('is near the normal approximation for %i pairs', (pairs) => {
    const shift = Math.log1p(minimalDetectableChange(pairs, 0.02, LEVEL) ?? 0) / 0.02;
    const normal = (normalQuantile(0.996) + normalQuantile(0.8)) * Math.sqrt(Math.PI / (3 * pairs));
    expect(shift / normal).toBeGreaterThan(0.97);
    expect(shift / normal).toBeLessThan(1.04);
  });

  test('does not exist when so few pairs cannot reach the level', () => {
    expect(minimalDetectableChange(7, 0.01, LEVEL)).toBeNull();
    expect(minimalDetectableChange(8, 0.01, LEVEL)).not.toBeNull();
  });

  test('grows with the spread and the power, and falls with the pairs', () => {
    const of = (pairs: number, spread: number, power: number) =>
      minimalDetectableChange(pairs, spread, { alpha: 0.004, power }) ?? 0;
    expect(Math.log1p(of(20, 0.02, 0.8))).toBeCloseTo(2 * Math.log1p(of(20, 0.01, 0.8)), 12);
    expect(of(20, 0.02, 0.9)).toBeGreaterThan(of(20, 0.02, 0.8));
    expect(of(100, 0.02, 0.9)).toBeGreaterThan(of(100, 0.02, 0.8));
    expect(of(30, 0.02, 0.8)).toBeLessThan(of(20, 0.02, 0.8));
    expect(of(20, 0, 0.8)).toBe(0);
  });
});

describe('the pairs for a given change', () => {
  test('are the fewest that show it beyond the margin', () => {
    for (const [change, margin] of [
      [0.05, 0.02],
      [0.03, 0.02],
      [-0.05, 0.02],
      [-0.23, 0.2],
      [0.01, 0],
    ] as const) {
      const pairs = pairsToDetect(change, 0.03, margin, LEVEL) ?? 0;
      const limit = Math.abs(Math.log1p(Math.sign(change) * margin));
      const distance = Math.expm1(Math.abs(Math.log1p(change)) - limit);
      expect(minimalDetectableChange(pairs, 0.03, LEVEL)).toBeLessThanOrEqual(distance);
      expect(minimalDetectableChange(pairs - 1, 0.03, LEVEL) ?? 1).toBeGreaterThan(distance);
    }
  });

  test('count from within the margin too, where both ends have to show it', () => {
    const both = { ...LEVEL, power: (1 + LEVEL.power) / 2 };
    expect(pairsToDetect(0, 0.03, 0.02, LEVEL)).toBe(pairsToDetect(0.0404, 0.03, 0.02, both));
    expect(pairsToDetect(0, 0.03, 0.02, LEVEL)).toBeGreaterThan(
      pairsToDetect(0.0404, 0.03, 0.02, LEVEL) ?? 0,
    );
  });

  test('are as few as reach the level when there is hardly any spread', () => {
    expect(pairsToDetect(0.05, 1e-6, 0.02, LEVEL)).toBe(8);
    expect(pairsToDetect(0.05, 0, 0.02, LEVEL)).toBe(8);
  });

  test('are not suggested beyond ten thousand', () => {
    expect(pairsToDetect(0.0205, 0.03, 0.02, LEVEL)).toBeNull();
    expect(pairsToDetect(0.02, 0.03, 0.02, LEVEL)).toBeNull();
  });
});

describe('the pairs for a change of a mean', () => {
  const level = { alpha: 0.004, power: 0.8, mean: { degreesOfFreedom: 29 } };

  test('must be at least two when nothing else is known of the spread', () => {
    const own = { ...level, mean: { degreesOfFreedom: null } };
    expect(minimalDetectableChange(1, 0.01, own)).toBeNull();
    expect(minimalDetectableChange(2, 0.01, own)).toBeGreaterThan(
      minimalDetectableChange(3, 0.01, own) ?? 1,
    );
    expect(minimalDetectableChange(12, 0.01, own)).toBeGreaterThan(
      minimalDetectableChange(12, 0.01, level) ?? 1,
    );
  });

  test('are fewer than for ranks, and all that the minimal change requires', () => {
    const pairs = pairsToDetect(0.01, 0.01, 0.003, level) ?? 0;
    expect(pairs).toBeLessThan(pairsToDetect(0.01, 0.01, 0.003, LEVEL) ?? 0);
    expect(minimalDetectableChange(pairs, 0.01, level)).toBeLessThanOrEqual(1.01 / 1.003 - 1);
    expect(minimalDetectableChange(pairs - 1, 0.01, level)).toBeGreaterThan(1.01 / 1.003 - 1);
  });
});
