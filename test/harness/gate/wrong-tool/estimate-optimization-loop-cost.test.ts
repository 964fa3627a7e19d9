import { expect, test } from 'vitest';
import { estimateLoopCost } from '../../../../harness/gate/wrong-tool/estimate-bottleneck-duration.ts';

test.each([
  [10, 10, 100, false],
  [10.1, 10, 101, true],
  [1, 101, 101, true],
  [250, 0, 0, false],
])(
  'P811-47: %d ms × %d is %d ms; a flag for the architecture: %s',
  (onceMs, count, totalMs, flag) => {
    expect(estimateLoopCost(onceMs, count)).toEqual({
      totalMs,
      iterations: count,
      note: null,
      isArchitecture: flag,
    });
  },
);

test('P811-47: ten iterations are assumed where nobody knows, and that is said', () => {
  expect(estimateLoopCost(12.5, null)).toEqual({
    totalMs: 125,
    iterations: 10,
    note: '10 iterations are assumed, since nothing says how many there are: 12.5 ms each.',
    isArchitecture: true,
  });
});
