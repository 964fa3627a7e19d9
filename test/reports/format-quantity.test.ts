import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Unit } from '../../harness/model/metric.ts';
import { parseQuantity } from '../../harness/model/scenario/parse-quantity.ts';
import {
  formatChange,
  formatChangeRange,
  formatDistinctPair,
  formatDuration,
  formatFactor,
  formatNonzeroChange,
  formatQuantity,
  formatRange,
  formatShare,
  formatWithInterval,
} from '../../reports/format-quantity.ts';

const UNITS: readonly Unit[] = ['ms', 'B', 'count', 'ratio', '/s', 'score'];

describe('a quantity', () => {
  test.each<[number, Unit, string]>([
    [0, 'ms', '0 ns'],
    [1e-7, 'ms', '0.1 ns'],
    [7e-8, 'ms', '0.07 ns'],
    [3.3e-5, 'ms', '33 ns'],
    [0.0412, 'ms', '41.2 µs'],
    [0.000_999_96, 'ms', '1 µs'],
    [0.999_94, 'ms', '999.9 µs'],
    [1.2384, 'ms', '1.238 ms'],
    [999.96, 'ms', '1 s'],
    [754_000, 'ms', '754 s'],
    [12_345_678, 'ms', '12,346 s'],
    [-3.5, 'ms', '-3.5 ms'],
    [0, 'B', '0 B'],
    [999, 'B', '999 B'],
    [1_000, 'B', '1 kB'],
    [512_344, 'B', '512.3 kB'],
    [1e12, 'B', '1 TB'],
    [1.5e15, 'B', '1,500 TB'],
    [13, 'count', '13'],
    [9_999, 'count', '9,999'],
    [12_345, 'count', '12.35 k'],
    [0.0312, 'count', '0.0312'],
    [14_231, '/s', '14.23 k/s'],
    [980, '/s', '980/s'],
    [0.001, 'ratio', '0.1 %'],
    [1, 'ratio', '100 %'],
    [0.1, 'score', '0.1'],
    [Number.NaN, 'ms', 'n/a'],
    [Number.POSITIVE_INFINITY, 'B', 'n/a'],
  ])('shows %d in %s as "%s"', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });

  test('keeps four digits, whatever the value and unit, and can be read back', () => {
    const value = fc.double({ min: 1e-6, max: 1e14, noNaN: true });
    fc.assert(
      fc.property(value, fc.constantFrom(...UNITS), (number, unit) => {
        const text = formatQuantity(number, unit);
        expect(text).not.toMatch(/NaN|Infinity|undefined|e[+-]/);
        // TB and M/s are used in output only, not in budgets.
        if (/ TB| M\/s/.test(text)) return;
        const back = parseQuantity(text, unit);
        expect(typeof back).toBe('number');
        expect(Math.abs(Number(back) - number)).toBeLessThanOrEqual(6e-4 * number);
      }),
    );
  });
});

describe('a measured value', () => {
  test.each<[[number, number, number], Unit, string, string]>([
    [[1.2384, 1.217, 1.2596], 'ms', '1.238 ms', '± 0.021'],
    [[1.24, 1.21, 1.39], 'ms', '1.240 ms', '1.210 … 1.390'],
    [[1.2, 0.2, 4.2], 'ms', '1.2 ms', '0.2 … 4.2'],
    [[812e-3, 799e-3, 825e-3], 'ms', '812 µs', '± 13'],
    [[512_344, 512_344, 512_344], 'B', '512.3 kB', '± 0'],
    [[0, 0, 0], 'ratio', '0 %', '± 0'],
    [[0, 0, 0.02], 'ratio', '0.0 %', '0.0 … 2.0'],
    [[999.99, 990, 1010], 'ms', '1.000 s', '± 0.010'],
    [[1, 0.999_999_9, 1.000_000_1], 'ms', '1.00000 ms', '± 0.00000'],
    [[-2, -3, -1], 'ms', '-2.0 ms', '± 1.0'],
    [[0.4484, 0.1908, 20.24], 'ms', '448 µs', '191 … 20,240'],
    [[4.484, 1, 4_000], 'ms', '4.5 ms', '1.0 … 4,000.0'],
  ])('shows %j in %s as "%s" and "%s"', ([center, low, high], unit, centerText, interval) => {
    expect(formatWithInterval({ center, low, high }, unit)).toEqual({
      center: centerText,
      interval,
    });
  });

  test('shows no digit below the second digit of half the interval', () => {
    const positive = fc.double({ min: 1e-4, max: 1e6, noNaN: true });
    const share = fc.double({ min: 1e-3, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(positive, share, (center, half) => {
        const low = center * (1 - half);
        const high = center * (1 + half);
        const { interval } = formatWithInterval({ center, low, high }, 'ms');
        const digits = interval.replace(/[^\d]/g, '').replace(/^0+/, '');
        expect(interval).toMatch(/^± /);
        // A third digit only before the decimal point, where digits cannot be omitted: ± 130.
        expect(digits.length).toBeLessThanOrEqual(interval.includes('.') ? 2 : 3);
      }),
    );
  });

  test('never claims less with ± than the wider side', () => {
    const { interval } = formatWithInterval({ center: 10, low: 9.05, high: 10.9 }, 'ms');
    expect(interval).toBe('± 0.95');
  });
});

describe('a range', () => {
  test.each<[number, number, Unit, string]>([
    [0.040_55, 0.042_13, 'ms', '40.6 … 42.1 µs'],
    [1.999_1, 2.000_3, 'ms', '1.999 … 2.000 ms'],
    [2, 2, 'ms', '2 ms'],
    [0, 0.02, 'ratio', '0.00 … 2.00 %'],
    [900, 1_200, 'B', '0.90 … 1.20 kB'],
  ])('shows %d to %d in %s as "%s"', (low, high, unit, text) => {
    expect(formatRange(low, high, unit)).toBe(text);
  });
});

describe('the format of shares, changes, factors and durations', () => {
  test.each([
    [0, '0 %'],
    [0.000_01, '< 0.01 %'],
    [0.0005, '0.05 %'],
    [0.021, '2.1 %'],
    [0.0999, '10 %'],
    [0.234, '23 %'],
    [2.4, '240 %'],
    [Number.NaN, 'n/a'],
  ])('shows the share %d as "%s"', (share, text) => expect(formatShare(share)).toBe(text));

  test.each([
    [1.124, '+12.4 %'],
    [0.97, '-3.0 %'],
    [1.0006, '+0.06 %'],
    [1, '0 %'],
    [1.000_000_1, '0 %'],
    [3.2, '×3.20'],
    [140, '×140'],
    [0, '-100.0 %'],
    [Number.POSITIVE_INFINITY, 'n/a'],
  ])('shows the change %d as "%s"', (ratio, text) => expect(formatChange(ratio)).toBe(text));

  test.each([
    [1.124, '+12.4 %'],
    [1.000_03, '+0.003 %'],
    [1 - 1 / 30_000, '-0.003 %'],
    [1 + 2e-9, '+0.0000002 %'],
    [1, '0 %'],
    [Number.NaN, 'n/a'],
  ])('shows the change %d, which is known not to be zero, as "%s"', (ratio, text) => {
    expect(formatNonzeroChange(ratio)).toBe(text);
  });

  test.each([
    [2, 3, 'count', ['2', '3']],
    [30_000, 30_001, 'count', ['30 k', '30.001 k']],
    [1.234_561, 1.234_642, 'ms', ['1.23456 ms', '1.23464 ms']],
    [1.234_46, 1.234_52, 'ms', ['1.234 ms', '1.235 ms']],
    [5, 5, 'count', ['5', '5']],
  ] as const)('shows %d and %d in %s as %j', (a, b, unit, texts) => {
    expect(formatDistinctPair(a, b, unit)).toEqual(texts);
  });

  test.each([
    [0.994, 1.069, '-0.6 … +6.9 %'],
    [0.999, 1.0012, '-0.10 … +0.12 %'],
    [1.000_01, 1.000_03, '+0.0010 … +0.0030 %'],
    [3.01, 3.24, '×3.01 … ×3.24'],
    [0.01, 6.16, '×0.01 … ×6.16'],
    [0.001, 6.16, '< ×0.01 … ×6.16'],
    [1.5, 2.4, '×1.50 … ×2.40'],
    [3.2998, 3.3002, '×3.30'],
  ])('shows changes from %d to %d as "%s"', (low, high, text) => {
    expect(formatChangeRange(low, high)).toBe(text);
  });

  test.each([
    [1.795, 1.53, 2.91, '+79.5 %', '+53.0 … +191.0 %'],
    [2.1, 0.9, 2.91, '×2.10', '×0.90 … ×2.91'],
    [1.5, 1.2, 1.9, '+50.0 %', '+20.0 … +90.0 %'],
  ])('shows a change of %d from %d to %d in one unit', (ratio, low, high, change, range) => {
    expect([formatChange(ratio), formatChangeRange(low, high, ratio)]).toEqual([change, range]);
  });

  test.each([
    [1.8, '1.80'],
    [12.34, '12.3'],
    [140.2, '140'],
    [0.31, '0.31'],
  ])('shows the factor %d as "%s"', (factor, text) => expect(formatFactor(factor)).toBe(text));

  test.each([
    [0, '0 ns'],
    [840, '840 ms'],
    [12_400, '12.4 s'],
    [59_700, '1 min'],
    [200_000, '3 min 20 s'],
    [180_000, '3 min'],
    [7_500_000, '2 h 5 min'],
  ])('shows %d ms as "%s"', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));
});
