import { expect, test } from 'vitest';
import {
  chooseBestEstimate,
  formatEstimate,
  methodConfidence,
} from '../../../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import { ESTIMATE_METHODS } from '../../../../harness/model/program/bottleneck-classification-types.ts';

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
