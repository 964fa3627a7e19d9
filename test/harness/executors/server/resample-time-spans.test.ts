import { expect, test } from 'vitest';
import {
  computeSlicePeaks,
  computeSliceRates,
  sumRows,
} from '../../../../harness/executors/server/resample-time-spans-into-equal-slices.ts';

const GRID = { startMs: 100, sliceMs: 10, count: 4 };
const span = (startMs: number, endMs: number, value: number) => ({ startMs, endMs, value });
const value = (sample: { readonly value: number }): number => sample.value;

test('spreads amounts over the slices that their span reaches into', () => {
  const spans = [span(100, 110, 5), span(110, 130, 10)];
  expect(computeSliceRates(GRID, spans, value)).toEqual([0.5, 0.5, 0.5, null]);
});

test('gives a partly covered slice the rate of the covered part', () => {
  expect(computeSliceRates(GRID, [span(135, 155, 20)], value)).toEqual([null, null, null, 1]);
});

test('gives a peak to every slice that it reaches into', () => {
  const spans = [span(95, 105, 3), span(105, 125, 9), span(125, 126, 4)];
  expect(computeSlicePeaks(GRID, spans, value)).toEqual([9, 9, 9, null]);
});

test('adds rows slice by slice, and does not treat null as zero', () => {
  expect(
    sumRows(GRID, [
      [1, null, 2, null],
      [3, 4, null, null],
    ]),
  ).toEqual([4, 4, 2, null]);
});
