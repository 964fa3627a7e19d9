import { describe, expect, test } from 'vitest';
import { outliers } from '../../../harness/stats/bimodality-and-outliers.ts';
import { createDraws, drawSample, simulateShare } from '../../support/random-draws.ts';

describe('outliers', () => {
  test('are called in about one of a hundred normal samples', () => {
    const { normal } = createDraws(61);
    for (const size of [6, 8, 10, 15, 20, 30, 100]) {
      const called = simulateShare(3_000, () => outliers(drawSample(size, normal)).length > 0);
      expect(called, `size ${size}`).toBeLessThan(0.018);
    }
  });

  test('are found when they are clear', () => {
    const { normal } = createDraws(62);
    const found = simulateShare(500, () => outliers([...drawSample(19, normal), 15]).includes(19));
    expect(found).toBeGreaterThan(0.98);
  });
});
