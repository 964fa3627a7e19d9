import { expect, test } from 'vitest';
import {
  computeSpeedIndex,
  computeTotalBlockingTime,
  computeWebVitals,
  type FrameHistogram,
} from '../../../../harness/executors/page/page-metrics.ts';
import {
  computeHeapGrowth,
  type HeapSize,
} from '../../../../harness/executors/page/run-page-flow.ts';

/** Creates a frame with this many pixels of one colour. */
function frame(atMs: number, pixels: number): FrameHistogram {
  const histogram = new Array<number>(768).fill(0);
  for (const channel of [0, 1, 2]) histogram[256 * channel + 10] = pixels;
  return { atMs, histogram };
}

test.each([
  ['a page that is there at once', [frame(100, 500)], 100],
  ['one that comes in two halves', [frame(100, 250), frame(300, 500)], 200],
  ['one that comes late', [frame(100, 0), frame(1_000, 500)], 1_000],
  [
    'one that shows something else in between',
    [frame(100, 500), frame(200, 100), frame(300, 500)],
    180,
  ],
] as const)('computes the speed index of %s', (_, frames, expected) => {
  expect(computeSpeedIndex(frames)).toBeCloseTo(expected, 9);
});

test('gives no speed index without a frame that shows anything', () => {
  expect(computeSpeedIndex([])).toBeNull();
  expect(computeSpeedIndex([frame(100, 0), frame(200, 0)])).toBeNull();
});

test.each([
  ['nothing where nothing is long', [], 0, 0],
  ['what lies beyond 50 ms', [[100, 120]], 0, 70],
  [
    'the same of each',
    [
      [100, 120],
      [400, 60],
    ],
    0,
    80,
  ],
  ['nothing of what ends before the first paint', [[0, 90]], 100, 0],
  ['only what comes after the first paint', [[0, 300]], 100, 150],
  ['nothing of a rest that is short', [[0, 120]], 100, 0],
] as const)('computes %s as blocking time', (_, tasks, firstPaintMs, expected) => {
  expect(computeTotalBlockingTime(tasks, firstPaintMs)).toBe(expected);
});

const COLLECTED = { vitals: {}, longTasks: [] };

test('gives no layout shift for a page that never shifts, and an unknown shift without paint', () => {
  const painted = computeWebVitals({ ...COLLECTED, vitals: { FCP: 10 } });
  expect(painted).toMatchObject({ cls: 0, fcp: 10 });
  const blank = computeWebVitals(COLLECTED);
  const reasons = Object.entries(blank).filter(([, reading]) => typeof reading === 'string');
  expect(reasons.map(([metric]) => metric)).toEqual(['lcp', 'cls', 'fcp', 'ttfb', 'tbt']);
});

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
