import { expect, test } from 'vitest';
import {
  bottleneckPriority,
  topBottlenecks,
} from '../../../../harness/gate/wrong-tool/bottleneck-priority.ts';

test.each([
  [0.501, 'PRIMARY'],
  [0.5, 'SECONDARY'],
  [0.1 + 0.4 + Number.EPSILON, 'SECONDARY'],
  [0.2, 'SECONDARY'],
  [0.6 / 3, 'SECONDARY'],
  [0.199, 'TERTIARY'],
  [0, 'TERTIARY'],
  [1, 'PRIMARY'],
])('P811-38: a share of %d is %s', (share, priority) => {
  expect(bottleneckPriority(share)).toBe(priority);
});

test('P811-38: the three largest are looked at, of equals the first', () => {
  const steps = [0.1, 0.3, 0.1, 0.4, 0.1].map((share, index) => ({ step: `1.${index}`, share }));
  expect(topBottlenecks(steps).map(({ step }) => step)).toEqual(['1.3', '1.1', '1.0']);
  expect(topBottlenecks([])).toEqual([]);
});
