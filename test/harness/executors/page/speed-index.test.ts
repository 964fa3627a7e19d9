import { expect, test } from 'vitest';
import {
  computeSpeedIndex,
  type FrameHistogram,
} from '../../../../harness/executors/page/page-metrics.ts';

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
