import { expect, test } from 'vitest';
import {
  computeBucketQuantile,
  countBucketTimes,
  FIRST_SLICE_MS,
  MAX_SLICES,
  mergeSlices,
  recordSlices,
  sumBucketTimes,
} from '../../../../harness/executors/latency/client-latency-histograms-by-time-slice.ts';

test('puts answers into the slice in which they ended', () => {
  const recorder = recordSlices(1_000);
  recorder.add(1_010, 5);
  recorder.add(1_049, 8);
  recorder.add(1_120, 70);
  const { slices, endMs, sumMs, answers, sliceMs } = recorder.slices();
  expect(sliceMs).toBe(FIRST_SLICE_MS);
  expect(slices.map((slice) => countBucketTimes(slice))).toEqual([2, 0, 1]);
  expect({ endMs, sumMs, answers }).toEqual({ endMs: 1_120, sumMs: 83, answers: 3 });
});

test('limits the number of slices for a load of any length, and loses no answer', () => {
  const recorder = recordSlices(0);
  for (let ms = 0; ms < 100_000; ms += 10) recorder.add(ms, 1 + (ms % 7));
  const { slices, sliceMs } = recorder.slices();
  expect(slices.length).toBeLessThanOrEqual(MAX_SLICES);
  expect(slices.length).toBeGreaterThan(MAX_SLICES / 2);
  expect(sliceMs).toBe(FIRST_SLICE_MS * 32);
  expect(slices.reduce((sum, slice) => sum + countBucketTimes(slice), 0)).toBe(10_000);
  expect(countBucketTimes(slices[0] ?? [])).toBe(160);
});

test('puts what ended before the beginning into the first slice', () => {
  const recorder = recordSlices(1_000);
  recorder.add(990, 5);
  expect(recorder.slices().slices).toHaveLength(1);
});

test('merges several generators on the coarser of their slices', () => {
  const first = recordSlices(0);
  const other = recordSlices(20);
  first.add(10, 5);
  for (let ms = 20; ms < 6_400; ms += 20) other.add(ms, 10);
  const merged = mergeSlices([first.slices(), other.slices()]);
  expect(merged).toMatchObject({ startMs: 0, sliceMs: 100, answers: 320 });
  expect(merged?.slices.reduce((sum, slice) => sum + countBucketTimes(slice), 0)).toBe(320);
  expect(mergeSlices([])).toBeNull();
});

test('gives bucket percentiles and sums within one step of the true values', () => {
  const recorder = recordSlices(0);
  const times = Array.from({ length: 1_000 }, (_, index) => 0.05 * (index + 1));
  for (const time of times) recorder.add(1, time);
  const [slice = []] = recorder.slices().slices;
  for (const share of [0.5, 0.95, 1]) {
    expect((computeBucketQuantile(slice, share) ?? 0) / (50 * share)).toBeCloseTo(1, 1);
  }
  expect(sumBucketTimes(slice) / times.reduce((sum, time) => sum + time, 0)).toBeCloseTo(1, 2);
  expect(countBucketTimes(slice, 25) / 500).toBeCloseTo(1, 1);
  expect(computeBucketQuantile([], 0.5)).toBeNull();
});
