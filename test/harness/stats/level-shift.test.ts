import { describe, expect, test } from 'vitest';
import { levelShift } from '../../../harness/stats/level-shift.ts';
import { draws, sampleOf, shareOf } from '../../support/draws.ts';

describe('the test for a change of level', () => {
  test('finds the place and both levels', () => {
    const { normal } = draws(41);
    const sample = [...sampleOf(12, () => 100 + normal()), ...sampleOf(8, () => 110 + normal())];
    const shift = levelShift(sample);
    expect(shift?.at).toBe(12);
    expect(shift?.before).toBeCloseTo(100, -0.5);
    expect(shift?.after).toBeCloseTo(110, -0.5);
    expect(shift?.pValue).toBeLessThanOrEqual(0.001);
  });

  test('speaks of steady noise in about one sample of a hundred at 1 %', () => {
    const { skewed } = draws(42);
    const called = shareOf(1_500, () => (levelShift(sampleOf(12, skewed))?.pValue ?? 1) <= 0.01);
    expect(called).toBeLessThan(0.018);
  });

  test('is cautious and still finds a clear change in a long sample', () => {
    const { normal } = draws(43);
    const called = shareOf(500, () => (levelShift(sampleOf(120, normal))?.pValue ?? 1) <= 0.01);
    expect(called).toBeLessThan(0.02);
    const shifted = sampleOf(120, normal).map((value, at) => value + (at < 50 ? 0 : 1.5));
    const shift = levelShift(shifted);
    expect(shift?.pValue).toBeLessThan(0.001);
    expect(Math.abs((shift?.at ?? 0) - 50)).toBeLessThan(8);
  });

  test('gives the same answer every time', () => {
    const sample = sampleOf(15, draws(44).normal);
    expect(levelShift(sample)).toEqual(levelShift(sample));
  });

  test('says nothing about equal or too few values', () => {
    expect(levelShift([1, 2, 3])).toBeNull();
    expect(levelShift([5, 5, 5, 5, 5, 5])?.pValue).toBe(1);
  });
});
