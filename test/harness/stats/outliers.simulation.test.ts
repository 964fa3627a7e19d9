import { describe, expect, test } from 'vitest';
import { outliers } from '../../../harness/stats/two-modes.ts';
import { draws, sampleOf, shareOf } from '../../support/draws.ts';

describe('outliers', () => {
  test('are called in about one normal sample of a hundred', () => {
    const { normal } = draws(61);
    for (const size of [6, 8, 10, 15, 20, 30, 100]) {
      const called = shareOf(3_000, () => outliers(sampleOf(size, normal)).length > 0);
      expect(called, `size ${size}`).toBeLessThan(0.018);
    }
  });

  test('are found where they are clear', () => {
    const { normal } = draws(62);
    const found = shareOf(500, () => outliers([...sampleOf(19, normal), 15]).includes(19));
    expect(found).toBeGreaterThan(0.98);
  });
});
