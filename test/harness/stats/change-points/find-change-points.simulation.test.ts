import { describe, expect, test } from 'vitest';
import { findChangePoints } from '../../../../harness/stats/change-points/find-change-points.ts';
import { createDraws, type Draw, drawSample } from '../../../support/random-draws.ts';

const { normal, uniform, heavyTailed, skewed } = createDraws(2_847);
const studentT3: Draw = () =>
  normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

/** Autoregressive of first order, variance 1. */
const dependent = (correlation: number) => (n: number) => {
  let value = normal();
  return Array.from({ length: n }, () => {
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * normal();
    return value;
  });
};
const independent = (draw: Draw) => (n: number) => drawSample(n, draw);

/** False changes in 1,000 points, over series of this length. */
function falseAlarms(n: number, points: number, noise: (n: number) => readonly number[]): number {
  let found = 0;
  for (let done = 0; done < points; done += n) {
    found += findChangePoints(noise(n).map((value) => Math.exp(0.02 * value))).points.length;
  }
  return (1_000 * found) / points;
}

describe('change-point detection in simulated series', () => {
  test.for([
    ['normal', independent(normal), 0.5],
    ['Student t with 3 degrees of freedom', independent(studentT3), 0.5],
    ['a tenth five times as wide', independent(heavyTailed), 0.5],
    ['skewed', independent(skewed), 1],
    ['two modes', independent(() => normal() + (uniform() < 0.3 ? 8 : 0)), 4],
    ['neighbours correlated by 0.3', dependent(0.3), 2.5],
    ['neighbours correlated by 0.6', dependent(0.6), 12],
  ] as const)('raises false alarms as rarely as stated: %s', ([, noise, inShort]) => {
    // Short series are the worst for dependence and modes: twenty points hardly tell them.
    expect(falseAlarms(20, 12_000, noise)).toBeLessThanOrEqual(inShort);
    expect(falseAlarms(100, 12_000, noise)).toBeLessThanOrEqual(Math.min(2, inShort));
    expect(falseAlarms(1_000, 20_000, noise)).toBeLessThanOrEqual(0.2);
  });

  test('reports no sequence of steps for a drift over a hundred points or more', () => {
    for (const rise of [5, 20]) {
      const rising = (n: number): number[] =>
        Array.from({ length: n }, (_, at) => normal() + (rise * at) / n);
      expect(falseAlarms(100, 10_000, rising)).toBeLessThanOrEqual(0.5);
    }
  });

  test.for([
    [1, 100, 0.6, 0.35],
    [2, 60, 0.88, 0.8],
    [2, 300, 0.99, 0.9],
    [3, 60, 0.94, 0.93],
    [5, 20, 0.96, 0.96],
  ] as const)('finds a step of %d deviations in %d points', ([step, n, found, near]) => {
    let [ones, within, placed, sized] = [0, 0, 0, 0];
    const runs = 300;
    for (let run = 0; run < runs; run += 1) {
      const values = Array.from({ length: n }, (_, at) =>
        Math.exp(0.02 * (normal() + (at < n / 2 ? 0 : step))),
      );
      const { points } = findChangePoints(values);
      const [point] = points;
      if (point === undefined || points.length > 1) continue;
      ones += 1;
      if (Math.abs(point.index - n / 2) <= 2) within += 1;
      if (point.low <= n / 2 && point.high >= n / 2) placed += 1;
      const ratio = Math.exp(0.02 * step);
      if ((point.ratioLow ?? 0) <= ratio && (point.ratioHigh ?? 0) >= ratio) sized += 1;
    }
    expect(ones / runs).toBeGreaterThan(found);
    expect(within / runs).toBeGreaterThan(near);
    expect(placed / ones).toBeGreaterThan(0.85);
    expect(sized / ones).toBeGreaterThan(0.88);
  });
});
