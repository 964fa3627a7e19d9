import { describe, expect, test } from 'vitest';
import { twoModes } from '../../../harness/stats/bimodality-and-outliers.ts';
import { createDraws, drawSample, simulateShare } from '../../support/random-draws.ts';

const SIZES = [5, 6, 7, 8, 10, 12, 15, 20, 25, 30];

describe('samples with one mode', () => {
  const noise = createDraws(51);

  test.each([
    ['normal', noise.normal],
    ['log-normal', noise.logNormal],
    ['uniform', noise.uniform],
    ['exponential', noise.exponential],
    ['heavy-tailed', noise.heavyTailed],
  ])('are called bimodal under %s noise in at most 1 %%', (_name, draw) => {
    for (const size of SIZES) {
      const called = simulateShare(2_000, () => twoModes(drawSample(size, draw)) !== null);
      expect(called, `size ${size}`).toBeLessThanOrEqual(0.01);
    }
  });
});

describe('samples with two modes', () => {
  const { normal, uniform } = createDraws(52);
  const twoValued = (size: number, share: number, distance: number) =>
    drawSample(size, () => 100 + normal() + (uniform() < share ? distance : 0));

  test('are found in nearly every sample of twenty at a distance of ten deviations', () => {
    expect(simulateShare(500, () => twoModes(twoValued(20, 0.5, 10)) !== null)).toBeGreaterThan(
      0.95,
    );
    // With a share of 30 %, one sample in ten has too few values of the smaller mode.
    expect(simulateShare(500, () => twoModes(twoValued(20, 0.3, 10)) !== null)).toBeGreaterThan(
      0.8,
    );
  });
});
