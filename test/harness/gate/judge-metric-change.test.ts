import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exactChange,
  judgeMetricChange,
} from '../../../harness/gate/judge-change-interval-against-margin.ts';

function change(low: number, ratio: number, high: number) {
  const signs = [Math.sign(low - 1), Math.sign(high - 1)] as const;
  return { low, ratio, high, signs };
}

function fromZero(low: -1 | 0 | 1, high: -1 | 0 | 1) {
  return { low: null, ratio: null, high: null, signs: [low, high] as const };
}

describe('judgeMetricChange', () => {
  it.each([
    ['wholly above the margin', change(1.03, 1.05, 1.07), 'regressed', 'worse'],
    ['wholly below the margin', change(0.9, 0.95, 0.97), 'improved', 'better'],
    ['wholly within the margin', change(0.99, 1.01, 1.02), 'unchanged', 'worse'],
    ['without any change', change(1, 1, 1), 'unchanged', 'none'],
    ['holding the upper margin', change(1.01, 1.04, 1.07), 'inconclusive', 'worse'],
    ['holding the lower margin', change(0.95, 0.99, 1.0), 'inconclusive', 'better'],
    ['wider than the margin on both sides', change(0.9, 1, 1.1), 'inconclusive', 'none'],
    ['with an end on the upper margin', change(1.02, 1.04, 1.06), 'inconclusive', 'worse'],
    ['with an end on the lower margin', change(0.9, 0.95, 0.98), 'inconclusive', 'better'],
  ] as const)('classifies a time interval %s', (_, interval, verdict, direction) => {
    expect(judgeMetricChange(interval, 0.02, 'lower')).toEqual({ verdict, direction });
  });

  it('counts any change when the margin is zero', () => {
    expect(judgeMetricChange(change(1.0001, 1.0002, 1.0003), 0, 'lower').verdict).toBe('regressed');
    expect(judgeMetricChange(change(0.9999, 1, 1.0001), 0, 'lower').verdict).toBe('inconclusive');
    expect(judgeMetricChange(change(1, 1, 1), 0, 'lower').verdict).toBe('unchanged');
  });

  it.each([
    ['rose', fromZero(1, 1), 'regressed', 'worse'],
    ['stayed', fromZero(0, 0), 'unchanged', 'none'],
    ['may have risen', fromZero(0, 1), 'inconclusive', 'worse'],
    ['fell below zero', fromZero(-1, -1), 'improved', 'better'],
    ['went both ways', fromZero(-1, 1), 'inconclusive', 'none'],
  ] as const)(
    'judges a base of zero that %s, whatever the margin',
    (_, interval, verdict, direction) => {
      for (const margin of [0, 0.02, 10]) {
        expect(judgeMetricChange(interval, margin, 'lower')).toEqual({ verdict, direction });
      }
    },
  );

  it('mirrors its verdict when the direction of the metric is reversed', () => {
    const mirrored = {
      improved: 'regressed',
      regressed: 'improved',
      unchanged: 'unchanged',
      inconclusive: 'inconclusive',
    } as const;
    const turned = { better: 'worse', worse: 'better', none: 'none' } as const;
    const ratio = fc.integer({ min: 80, max: 120 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(ratio, ratio, ratio, (...ratios) => {
        const [low, middle, high] = ratios.toSorted((a, b) => a - b) as [number, number, number];
        const lower = judgeMetricChange(change(low, middle, high), 0.05, 'lower');
        const higher = judgeMetricChange(change(low, middle, high), 0.05, 'higher');
        expect(higher.verdict).toBe(mirrored[lower.verdict]);
        expect(higher.direction).toBe(turned[lower.direction]);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

it.each([
  [[2, 2], [3, 3], { ratio: 1.5, low: 1.5, high: 1.5, signs: [1, 1] }],
  [[2, 2], [2, 2], { ratio: 1, low: 1, high: 1, signs: [0, 0] }],
  [[2, 4], [3, 6], { ratio: 1.5, low: 0.75, high: 3, signs: [-1, 1] }],
  [[4, 4], [2, 4], { ratio: 0.75, low: 0.5, high: 1, signs: [-1, 0] }],
  [[0, 0], [1, 2], { ratio: null, low: null, high: null, signs: [1, 1] }],
  [[0, 2], [1, 1], { ratio: null, low: null, high: null, signs: [-1, 1] }],
])('computes the change from %o to %o', (base, head, change) => {
  expect(exactChange(base, head)).toEqual(change);
});
