import { describe, expect, test } from 'vitest';
import { pettittLevelShift } from '../../../harness/stats/pettitt-level-shift-test.ts';
import { createDraws, drawSample, simulateShare } from '../../support/random-draws.ts';

describe('the test for a change of level', () => {
  test('reports a change in about one of a hundred samples of steady noise at 1 %', () => {
    const { skewed } = createDraws(42);
    const called = simulateShare(
      1_500,
      () => (pettittLevelShift(drawSample(12, skewed))?.pValue ?? 1) <= 0.01,
    );
    expect(called).toBeLessThan(0.018);
  });

  test('stays cautious and still finds a clear change in a long sample', () => {
    const { normal } = createDraws(43);
    const called = simulateShare(
      500,
      () => (pettittLevelShift(drawSample(120, normal))?.pValue ?? 1) <= 0.01,
    );
    expect(called).toBeLessThan(0.02);
    const shifted = drawSample(120, normal).map((value, at) => value + (at < 50 ? 0 : 1.5));
    const shift = pettittLevelShift(shifted);
    expect(shift?.pValue).toBeLessThan(0.001);
    expect(Math.abs((shift?.at ?? 0) - 50)).toBeLessThan(8);
  });
});
