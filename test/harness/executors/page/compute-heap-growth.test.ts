import { expect, test } from 'vitest';
import {
  computeHeapGrowth,
  type HeapSize,
} from '../../../../harness/executors/page/measure-page-heap-growth.ts';

/** Sizes of the JavaScript heap; the other parts stay as they are. */
function sizes(js: readonly number[]): readonly HeapSize[] {
  return js.map((size) => ({ js: size, dom: 500_000, buffers: 1_462 }));
}

test('counts what each run leaves behind as growth', () => {
  const growth = computeHeapGrowth(sizes([0, 1, 2, 3, 4, 5, 6].map((runs) => 2e6 + 1_000 * runs)));
  expect(growth).toEqual({ bytes: 1_000, parts: { js: 1_000 } });
});

test.each([
  ['a heap that stays', [5, 5, 5, 5, 5, 5, 5]],
  ['one that is warming up', [0, 24_000, 31_000, 46_000, 46_000, 46_500, 46_500]],
  ['one that goes up and down', [0, 60_000, 10_000, 70_000, 5_000, 80_000, 81_000]],
  ['one that shrinks', [9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000]],
])('%s has no growth', (_, js) => {
  expect(computeHeapGrowth(sizes(js))).toEqual({ bytes: 0, parts: {} });
});

test('finds a small leak despite the noise of another part', () => {
  const noise = [0, 90_000, -40_000, 60_000, 0, 90_000, -10_000];
  const growth = computeHeapGrowth(
    noise.map((amount, runs) => ({ js: 2e6 + 40 * runs, dom: 5e5 + amount, buffers: 0 })),
  );
  expect(growth).toEqual({ bytes: 40, parts: { js: 40 } });
});

test('adds up parts that grow', () => {
  const growth = computeHeapGrowth(
    [0, 1, 2, 3, 4, 5, 6].map((runs) => ({ js: runs, dom: 10 * runs, buffers: 100 * runs })),
  );
  expect(growth).toEqual({ bytes: 111, parts: { js: 1, dom: 10, buffers: 100 } });
});
