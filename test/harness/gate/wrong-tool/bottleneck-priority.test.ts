import { expect, test } from 'vitest';
import { bottleneckPriority } from '../../../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';

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
