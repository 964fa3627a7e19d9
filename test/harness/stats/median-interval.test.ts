import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../../harness/stats/median-interval.ts';

describe('medianInterval', () => {
  it('gives the whole range with its true confidence where 95 % cannot be reached', () => {
    expect(medianInterval([3, 1, 2], 0.95)).toEqual({ low: 1, high: 3, confidence: 0.75 });
  });

  it('reaches 95 % from six values on', () => {
    const { low, high, confidence } = medianInterval([1, 2, 3, 4, 5, 6], 0.95);
    expect([low, high]).toEqual([1, 6]);
    expect(confidence).toBeCloseTo(0.96875, 10);
  });
});
