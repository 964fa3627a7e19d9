import { expect, test } from 'vitest';
import {
  bottleneckPriority,
  chooseBestEstimate,
  estimateLoopCost,
  formatEstimate,
  methodConfidence,
} from '../../../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import { ESTIMATE_METHODS } from '../../../../harness/model/program/bottleneck-classification-types.ts';

test.each([
  [0.501, 'PRIMARY'],
  [0.5, 'SECONDARY'],
  [0.1 + 0.4 + Number.EPSILON, 'SECONDARY'],
  [0.2, 'SECONDARY'],
  [0.6 / 3, 'SECONDARY'],
  [0.199, 'TERTIARY'],
  [0, 'TERTIARY'],
  [1, 'PRIMARY'],
])('P811-38: classifies a share of %d as %s', (share, priority) => {
  expect(bottleneckPriority(share)).toBe(priority);
});

test.each([
  ['traces', 'HIGH'],
  ['logs', 'HIGH'],
  ['benchmark', 'HIGH'],
  ['structure', 'MEDIUM'],
  ['table', 'LOW'],
] as const)(
  'P811-48: gives an estimate by %s the confidence %s, also in its text',
  (method, level) => {
    expect(methodConfidence(method)).toBe(level);
    expect(formatEstimate({ ms: 3.2, method })).toBe(`3.2 ms (confidence ${level}: ${method})`);
  },
);

test('P811-48: prefers traces and logs to benchmarks, structure and the table', () => {
  const all = ESTIMATE_METHODS.map((method, index) => ({ ms: index, method })).toReversed();
  const order = [];
  for (let left = all; left.length > 0; ) {
    const best = chooseBestEstimate(left);
    order.push(best?.method);
    left = left.filter((estimate) => estimate !== best);
  }
  expect(order).toEqual(['traces', 'logs', 'benchmark', 'structure', 'table']);
  expect(chooseBestEstimate([])).toBe(null);
});

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
