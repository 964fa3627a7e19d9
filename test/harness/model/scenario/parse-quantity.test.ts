import { describe, expect, test } from 'vitest';
import {
  parseDuration,
  parseQuantity,
  parseShare,
} from '../../../../harness/model/scenario/parse-quantity.ts';

describe('parseQuantity', () => {
  test.each([
    ['2 ms', 'ms', 2],
    ['2ms', 'ms', 2],
    ['1.5 s', 'ms', 1_500],
    ['.5 min', 'ms', 30_000],
    ['2 h', 'ms', 7_200_000],
    ['250 us', 'ms', 0.25],
    ['250 µs', 'ms', 0.25],
    ['250 μs', 'ms', 0.25],
    ['10 ns', 'ms', 1e-5],
    ['1e3 ms', 'ms', 1_000],
    ['1_000 ms', 'ms', 1_000],
    ['1,000,000 B', 'B', 1e6],
    ['64 kB', 'B', 64_000],
    ['64 KiB', 'B', 65_536],
    ['1 GiB', 'B', 1_073_741_824],
    ['0.1 %', 'ratio', 0.001],
    ['0.1', 'ratio', 0.1],
    ['13', 'count', 13],
    ['2 M', 'count', 2e6],
    ['2k/s', '/s', 2_000],
    ['300 rps', '/s', 300],
    ['0.1', 'score', 0.1],
    ['+5 ms', 'ms', 5],
  ] as const)('parses %s in %s as %d', (text, unit, value) => {
    expect(parseQuantity(text, unit)).toBeCloseTo(value, 12);
  });

  test.each([
    ['', 'ms', '"" is not a number with a unit, such as "250 ms"'],
    ['ms', 'ms', '"ms" is not a number with a unit, such as "250 ms"'],
    ['1.2.3 ms', 'ms', '"1.2.3 ms" is not a number with a unit, such as "250 ms"'],
    ['1,5 ms', 'ms', '"1,5 ms" is not a number with a unit, such as "250 ms"'],
    ['Infinity ms', 'ms', '"Infinity ms" is not a number with a unit, such as "250 ms"'],
    ['5', 'ms', '"5" has no unit, expected ns, us, ms, s, min or h'],
    [
      '5 constructor',
      'B',
      '"5 constructor" has the unit "constructor", expected B, kB, MB, GB, KiB, MiB or GiB',
    ],
    [
      '5 kb',
      'B',
      '"5 kb" has the unit "kb", expected B, kB, MB, GB, KiB, MiB or GiB. Did you mean "kB"?',
    ],
    ['5 %', 'count', '"5 %" has the unit "%", expected k, M, G or no unit'],
    ['5 x', 'score', '"5 x" has the unit "x", expected no unit'],
  ] as const)('rejects "%s" in %s', (text, unit, problem) => {
    expect(parseQuantity(text, unit)).toEqual({ problem });
  });
});

describe('a duration', () => {
  test('is read as milliseconds from a number, and has a unit as text', () => {
    expect(parseDuration(250)).toBe(250);
    expect(parseDuration('2 s')).toBe(2_000);
    expect(parseDuration(0)).toBe(0);
  });

  test('is never negative or infinite', () => {
    expect(parseDuration('-2 s')).toEqual({
      problem: '"-2 s" is not a valid duration; expected 0 or more, such as "2 s"',
    });
    expect(parseDuration(Number.POSITIVE_INFINITY)).toHaveProperty('problem');
    expect(parseDuration(Number.NaN)).toHaveProperty('problem');
  });
});

describe('a share', () => {
  test('is a ratio as a number below 1, and a percentage of any size as text', () => {
    expect(parseShare(0.05)).toBe(0.05);
    expect(parseShare('5 %')).toBe(0.05);
    expect(parseShare('0.05')).toBe(0.05);
    expect(parseShare('150 %')).toBe(1.5);
  });

  test('is rejected as a bare number of 1 or more, like a percentage without its sign', () => {
    const problem =
      'is not a valid share; expected a percentage such as "5 %", or a ratio below 1 such as 0.05';
    expect(parseShare(5)).toEqual({ problem: `5 ${problem}` });
    expect(parseShare('5')).toEqual({ problem: `"5" ${problem}` });
    expect(parseShare('-5 %')).toEqual({ problem: `"-5 %" ${problem}` });
  });
});
