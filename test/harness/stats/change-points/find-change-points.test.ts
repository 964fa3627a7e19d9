import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findChangePoints } from '../../../../harness/stats/change-points/find-change-points.ts';
import { measureThreadCoverage } from '../../../support/measure-thread-coverage.ts';
import { createDraws, drawSample } from '../../../support/random-draws.ts';

/** Returns values with 1 % noise around levels, each of which lasts for a number of points. */
function series(seed: number, ...levels: readonly (readonly [number, number])[]): number[] {
  const { normal } = createDraws(seed);
  return levels.flatMap(([level, points]) =>
    drawSample(points, () => level * Math.exp(0.01 * normal())),
  );
}

describe('findChangePoints', () => {
  test('finds a step with its place, its size and their intervals', () => {
    const { points, levels, noise } = findChangePoints(series(1, [100, 60], [105, 40]));
    expect(points).toHaveLength(1);
    const [point] = points;
    expect(Math.abs((point?.index ?? 0) - 60)).toBeLessThanOrEqual(1);
    expect(point?.low).toBeLessThanOrEqual(60);
    expect(point?.high).toBeGreaterThanOrEqual(60);
    expect(point?.ratioLow).toBeLessThan(1.05);
    expect(point?.ratioHigh).toBeGreaterThan(1.05);
    expect(point?.confidence).toBeGreaterThan(0.999);
    expect(levels.map(({ start, end }) => [start, end])).toEqual([
      [0, point?.index],
      [point?.index, 100],
    ]);
    expect(noise).toBeGreaterThan(0.007);
    expect(noise).toBeLessThan(0.014);
  });

  test('finds nothing in no points, one point, two points or equal points', () => {
    expect(findChangePoints([])).toEqual({
      points: [],
      levels: [],
      drift: null,
      modes: null,
      noise: 0,
    });
    for (const values of [[5], [5, 5], Array(50).fill(7), Array(50).fill(0)]) {
      const { points, levels } = findChangePoints(values);
      expect(points).toEqual([]);
      expect(levels).toEqual([{ start: 0, end: values.length, value: values[0] }]);
    }
    expect(findChangePoints([5, 6]).points).toEqual([]);
  });

  test('rejects a value that is not a number, with its place', () => {
    expect(() => findChangePoints([1, Number.NaN])).toThrow(/Point 1 of the series is NaN/u);
    expect(() => findChangePoints([1, 2, Infinity])).toThrow(RangeError);
    expect(() => findChangePoints([1, 2], { starts: [2] })).toThrow(/2 is not a valid index/u);
    expect(() => findChangePoints([1, 2], { starts: [0.5] })).toThrow(RangeError);
  });

  test('does not take one outlier for a change, in the middle or at either end', () => {
    for (const at of [0, 1, 30, 58, 59]) {
      const values = series(2, [100, 60]);
      values[at] = 300;
      expect(findChangePoints(values).points).toEqual([]);
    }
  });

  test('finds two changes close to each other', () => {
    const { points } = findChangePoints(series(3, [100, 50], [110, 6], [100, 50]));
    expect(points.map(({ index }) => index)).toEqual([50, 56]);
  });

  test('counts every step of exact values, but not one stray value', () => {
    const exact = [...Array(20).fill(1_000), ...Array(2).fill(1_001), ...Array(9).fill(998)];
    expect(findChangePoints(exact)).toMatchObject({
      points: [
        { index: 20, low: 20, high: 20, ratio: 1.001, ratioLow: 1.001 },
        { index: 22, before: 1_001, after: 998 },
      ],
      noise: 0,
    });
    expect(findChangePoints(exact.with(7, 5_000)).points).toHaveLength(2);
    expect(findChangePoints([...Array(20).fill(3), 4]).points).toMatchObject([{ index: 20 }]);
  });

  test('finds one change when constant values begin to vary about another level', () => {
    const { normal } = createDraws(12);
    const values = Array.from({ length: 240 }, (_, index) =>
      index < 132 ? 1 : Math.round((38 + 0.6 * normal()) * 10) / 10,
    );
    const found = findChangePoints(values);
    expect(found.points.map(({ index, before }) => [index, before])).toEqual([[132, 1]]);
    expect(found.noise).toBeGreaterThan(0);
  });

  test('judges values that are not all positive by differences, without ratios', () => {
    const { normal } = createDraws(4);
    const values = [...drawSample(40, normal), ...drawSample(40, () => normal() + 6)];
    const { points } = findChangePoints(values);
    expect(points).toMatchObject([{ index: 40, ratioLow: null, ratioHigh: null }]);
  });

  test('attributes a change at a known start to it', () => {
    const values = series(5, [100, 40], [103, 40]);
    expect(findChangePoints(values, { starts: [0, 40] }).points).toMatchObject([
      { index: 40, isStart: true },
    ]);
    expect(findChangePoints(values, { starts: [70] }).points).toMatchObject([{ isStart: false }]);
  });

  test('keeps the digits of small steps next to a step of any size', () => {
    const values = series(6, [1, 30], [1e12, 30], [1.06e12, 30]);
    expect(findChangePoints(values).points.map(({ index }) => index)).toEqual([30, 60]);
  });

  test('reports a slow drift as one drift, and a step on it as one step', () => {
    const { normal } = createDraws(7);
    const rising = (step: number): number[] =>
      Array.from({ length: 120 }, (_, at) =>
        Math.exp(0.01 * normal() + 0.001 * at + (at < 70 ? 0 : step)),
      );
    const drifting = findChangePoints(rising(0));
    expect(drifting.points).toEqual([]);
    expect(drifting.drift?.ratioPerPoint).toBeCloseTo(1.001, 3);
    expect(findChangePoints(rising(0.08)).points).toMatchObject([{ index: 70 }]);
    expect(findChangePoints(series(8, [100, 60], [105, 60])).drift).toBeNull();
  });

  test('finds no change in switching between two modes, but a change of both modes', () => {
    const { normal, uniform } = createDraws(9);
    const bimodal = (step: number): number[] =>
      Array.from({ length: 150 }, (_, at) =>
        Math.exp(0.01 * normal() + (uniform() < 0.3 ? 0.2 : 0) + (at < 90 ? 0 : step)),
      );
    const steady = findChangePoints(bimodal(0));
    expect(steady.points).toEqual([]);
    expect(steady.modes?.low).toBeCloseTo(1, 1);
    expect(steady.modes?.high).toBeCloseTo(1.22, 1);
    expect(Math.abs((steady.modes?.share ?? 0) - 0.3)).toBeLessThan(0.1);
    const { points } = findChangePoints(bimodal(0.06));
    expect(points).toHaveLength(1);
    expect(Math.abs((points[0]?.index ?? 0) - 90)).toBeLessThanOrEqual(2);
  });

  test('finds a drift in exact values that rise evenly, and no change in alternating values', () => {
    const rising = findChangePoints(Array.from({ length: 40 }, (_, at) => 3 * at));
    expect(rising).toMatchObject({ points: [], drift: { ratioPerPoint: null } });
    const alternating = findChangePoints(Array.from({ length: 40 }, (_, at) => 5 + 2 * (at % 2)));
    expect(alternating.points).toEqual([]);
  });

  test('does not take a lasting step for outliers, however much neighbours seem to correlate', () => {
    // Bytes that 58 commits of marked allocate, in hundreds: bench/history-300.
    const allocated =
      '1995 1997 1995 1995 1995 1994 1992 1992 1992 1995 2002 2037 2027 2033 2020 2016 2016 2026 2016 2016 2020 2016 2026 2026 2017 2017 2023 2023 2092 2057 2057 2070 2066 2094 2094 2100 2071 2068 2068 2072 2068 1164 1180 1177 1177 1180 1180 1177 1180 1262 1184 1177 1178 1178 1181 1181 1181 1178';
    const { points } = findChangePoints(allocated.split(' ').map(Number));
    const step = points.at(-1);
    expect(step).toMatchObject({ index: 41, low: 39, high: 42 });
    expect(step?.ratio).toBeCloseTo(0.58, 1);
  });

  test('needs nearer to ten than a hundred times the work for ten times the points', async () => {
    const path = fileURLToPath(
      new URL('../../../../harness/stats/change-points/find-change-points.ts', import.meta.url),
    );
    const find = (half: number): string =>
      `import(${JSON.stringify(path)}).then((it) => it.findChangePoints(${JSON.stringify([...series(10, [100, half], [102, half])])}))`;
    // The first loads the modules.
    const [, small, large] = (await measureThreadCoverage([find(50), find(150), find(1_500)])).map(
      (scripts) =>
        scripts
          .filter(({ url }) => url.includes('/harness/stats/'))
          .flatMap(({ functions }) => functions)
          .flatMap(({ ranges }) => ranges)
          .reduce((sum, { count }) => sum + count, 0),
    );
    expect(small).toBeGreaterThan(150);
    expect((large ?? Number.NaN) / (small ?? Number.NaN)).toBeLessThan(30);
  });
});
