import { expect, test } from 'vitest';
import { studentQuantile, studentWithin } from '../../../../bench/verdicts/peers/student-t.ts';

test('the two-sided 95 % points are those of the published tables', () => {
  const table = new Map([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [49, 2.01],
    [120, 1.98],
  ]);
  for (const [freedom, point] of table) {
    expect(studentQuantile(0.95, freedom)).toBeCloseTo(point, 3);
  }
});

test('one degree of freedom is the Cauchy distribution, half of which lies within 1', () => {
  expect(studentWithin(1, 1)).toBeCloseTo(0.5, 12);
});

test('two degrees of freedom have t / √(2 + t²)', () => {
  expect(studentWithin(1.5, 2)).toBeCloseTo(1.5 / Math.sqrt(2 + 2.25), 12);
});
