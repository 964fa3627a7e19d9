import { expect, test } from 'vitest';
import {
  computeTotalBlockingTime,
  computeWebVitals,
} from '../../../../harness/executors/page/page-metrics.ts';

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
