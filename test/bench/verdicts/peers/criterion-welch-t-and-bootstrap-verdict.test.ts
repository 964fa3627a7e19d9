import { describe, expect, test } from 'vitest';
import {
  criterion,
  criterionCall,
  criterionChange,
  welchT,
} from '../../../../bench/verdicts/peers/criterion.ts';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { createBlockMeasurementRecording, cycleValues } from './create-measurement-recording.ts';

test("computes Welch's t as worked out by hand", () => {
  // Means 2 and 5, variances 1 and 4, three values each: 3 / √(1/3 + 4/3).
  expect(welchT([1, 2, 3], [3, 5, 7])).toBeCloseTo(3 / Math.sqrt(5 / 3), 12);
});

describe('the criterion verdict', () => {
  test('requires a p-value below 0.05 and an interval beyond 1 %', () => {
    expect(criterionCall({ pValue: 0.049, low: 0.011, high: 0.03 })).toBe('slower');
    expect(criterionCall({ pValue: 0.05, low: 0.011, high: 0.03 })).toBe('none');
    expect(criterionCall({ pValue: 0.001, low: 0.009, high: 0.03 })).toBe('none');
    expect(criterionCall({ pValue: 0.001, low: -0.03, high: -0.011 })).toBe('faster');
  });
});

describe('the criterion bootstrap', () => {
  const noise = (level: number, seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 100 }, () => level * (1 + 0.02 * (random.next() - 0.5)));
  };

  test('finds a shift of 5 % and its size', () => {
    const { pValue, low, high } = criterionChange(noise(100, 1), noise(105, 2), createRandom(3));
    expect(pValue).toBe(0);
    expect(low).toBeGreaterThan(0.045);
    expect(high).toBeLessThan(0.055);
  });

  test('takes the samples of one process per side', () => {
    const call = criterion.decide(
      createBlockMeasurementRecording(cycleValues([99, 101], 100), cycleValues([103, 105], 100)),
    );
    expect(call).toBe('slower');
  });
});
