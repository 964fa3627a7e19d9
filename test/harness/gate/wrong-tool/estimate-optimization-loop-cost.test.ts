import { expect, test } from 'vitest';
import { estimateLoopCost } from '../../../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';

test.each([
  [10, 10, 100, false],
  [10.1, 10, 101, true],
  [1, 101, 101, true],
  [250, 0, 0, false],
])(
  'P811-47: estimates %d ms × %d as %d ms; a flag for the architecture: %s',
  (onceMs, count, totalMs, flag) => {
    expect(estimateLoopCost(onceMs, count)).toEqual({
      totalMs,
      iterations: count,
      note: null,
      isArchitecture: flag,
    });
  },
);

test('P811-47: assumes ten iterations when the number is unknown, and reports that', () => {
  expect(estimateLoopCost(12.5, null)).toEqual({
    totalMs: 125,
    iterations: 10,
    note: '10 iterations of 12.5 ms each are assumed, because their actual number is unknown.',
    isArchitecture: true,
  });
});
