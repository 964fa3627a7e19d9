import { describe, expect, test } from 'vitest';
import { benchstat } from '../../../../bench/verdicts/peers/benchstat.ts';
import { mannWhitneyCall, mannWhitneyP } from '../../../../bench/verdicts/peers/mann-whitney.ts';
import { createMeasurementRecording } from './create-measurement-recording.ts';

describe('the Mann-Whitney p-value', () => {
  test('is 2 over the number of arrangements for two disjoint samples', () => {
    // Published as benchstat's table of the smallest p-values: 4 a side 0.02857, 5 a side 0.00794.
    expect(mannWhitneyP([1, 2, 3, 4], [5, 6, 7, 8])).toBeCloseTo(0.02857142857142857, 12);
    expect(mannWhitneyP([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])).toBeCloseTo(0.007936507936507936, 12);
  });

  test('uses the normal approximation with both corrections for ties, as worked out by hand', () => {
    // Ranks of a: 1, 2.5 and 2.5, so U = 6 − 6 = 0; two ties of two values.
    const p = mannWhitneyP([1, 2, 2], [3, 4, 4]);
    const deviation = Math.sqrt((9 / 12) * (7 - 12 / 30));
    const z = (4.5 - 0.5) / deviation;
    // From a table of the normal distribution: Φ(1.798) = 0.9639.
    expect(z).toBeCloseTo(1.7979, 3);
    expect(p).toBeCloseTo(0.0722, 3);
  });
});

describe('the Mann-Whitney verdict', () => {
  test('follows the medians', () => {
    expect(mannWhitneyCall([1, 2, 3, 4], [5, 6, 7, 8])).toBe('slower');
    expect(mannWhitneyCall([5, 6, 7, 8], [1, 2, 3, 4])).toBe('faster');
    expect(mannWhitneyCall([1, 2, 3], [4, 5, 6])).toBe('none');
  });

  test('reads ten units per side for benchstat', () => {
    const a = Array.from({ length: 30 }, (_, index) => 100 + index);
    const tape = createMeasurementRecording(
      a,
      a.map((value) => value + 6),
    );
    expect(benchstat.decide(tape)).toBe('slower');
    expect(tape.taken()).toBe(10);
  });
});
