import { describe, expect, it } from 'vitest';
import { neededPairCount } from '../../../harness/stats/estimate-required-sample-pairs.ts';
import { normalQuantile } from '../../../harness/stats/normal-distribution.ts';

/** exp(−2s), exp(−s), 1, exp(s), exp(2s): median absolute deviation s on logarithms. */
function spreadBy(s: number): number[] {
  return [-2, -1, 0, 1, 2].map((step) => Math.exp(step * s));
}

describe('neededPairCount', () => {
  const change = { ratio: 1.05, margin: 0.02, confidence: 0.95 };

  it('follows from spread, distance to the margin, confidence and power', () => {
    const sample = spreadBy(0.03);
    const distance = Math.log(1.05) - Math.log(1.02);
    const quantiles = normalQuantile(0.975) + normalQuantile(0.8);
    const variance = 2 * (1.4826 * 0.03) ** 2;
    const expected = Math.ceil((quantiles ** 2 * variance * (Math.PI / 3)) / distance ** 2);
    expect(expected).toBeGreaterThan(30);
    expect(neededPairCount(sample, sample, change)).toBe(expected);
  });

  it('is equal above and below the margin at equal distance, and higher within it', () => {
    const sample = spreadBy(0.03);
    const up = neededPairCount(sample, sample, change);
    const { margin, ratio } = change;
    const down = (1 - margin) / (ratio / (1 + margin));
    expect(neededPairCount(sample, sample, { ...change, ratio: down })).toBe(up);
    expect(neededPairCount(sample, sample, { ...change, ratio: 1 })).toBeGreaterThan(up ?? 0);
  });

  it('is never below the minimum number of pairs for an analysis', () => {
    expect(neededPairCount([1, 1, 1], [2, 2, 2], { ...change, ratio: 2 })).toBe(8);
  });

  it('is unknown when the ratio lies on the margin, or so near that no number decides', () => {
    const sample = spreadBy(0.03);
    expect(neededPairCount(sample, sample, { ...change, ratio: 1.02 })).toBeNull();
    expect(neededPairCount(sample, sample, { ...change, ratio: 1.0201 })).toBeNull();
    expect(neededPairCount([1, 1], [1, 1], { ...change, ratio: 1, margin: 0 })).toBeNull();
  });

  it('ignores an outlier, and falls back on the standard deviation when values tie', () => {
    const calm = [1, 1.01, 0.99, 1.02, 0.98];
    const outlier = [1, 1.01, 0.99, 1.02, 9];
    expect(neededPairCount(outlier, outlier, change)).toBe(neededPairCount(calm, calm, change));
    const ties = [1, 1, 1, 1, 1.2];
    const deviation = Math.log(1.2) / Math.sqrt(5);
    const distance = Math.log(1.05) - Math.log(1.02);
    const quantiles = normalQuantile(0.975) + normalQuantile(0.8);
    expect(neededPairCount(ties, ties, change)).toBe(
      Math.ceil((quantiles ** 2 * 2 * deviation ** 2 * (Math.PI / 3)) / distance ** 2),
    );
  });

  it('is unknown when a value is not positive', () => {
    const far = { ...change, ratio: 1e9 };
    expect(neededPairCount([1, 2, 3], [1, 2, 3], far)).toBe(8);
    expect(neededPairCount([0, 2, 3], [1, 2, 3], far)).toBeNull();
    expect(neededPairCount([1, 2, 3], [1, 2, 0], far)).toBeNull();
    expect(neededPairCount([1, 2, 3], [1, 2, -1], far)).toBeNull();
  });
});
