import { describe, expect, test } from 'vitest';
import {
  type FoundOnset,
  findOnset,
} from '../../../../plugins/investigate/data/find-degradation-onset.ts';
import {
  createTimeGrid,
  RequestTable,
  sumRequestCells,
} from '../../../../plugins/investigate/observations/requests-by-interval.ts';
import { createDraws } from '../../../support/random-draws.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 12);
const LENGTH = 240;
const grid = createTimeGrid(START, START + LENGTH * MINUTE);

interface Planted {
  /** Factor of all durations, by minute. */
  readonly slow?: (minute: number) => number;
  readonly errors?: (minute: number) => number;
  /** Requests a minute. */
  readonly rate?: (minute: number) => number;
  readonly seed?: number;
}

function onsetOf({
  slow = () => 1,
  errors = () => 0,
  rate = () => 60,
  seed = 1,
}: Planted): FoundOnset | null {
  const { logNormal, uniform } = createDraws(seed);
  const table = new RequestTable(grid);
  const endpoint = table.endpointOf('GET /');
  for (let minute = 0; minute < LENGTH; minute += 1) {
    for (let number = 0; number < rate(minute); number += 1) {
      const at = START + (minute + uniform() * 0.99) * MINUTE;
      const durationMs = 100 * logNormal() * slow(minute);
      table.add({ at, durationMs, isError: uniform() < errors(minute), endpoint, segments: [] });
    }
  }
  const cells = Array.from({ length: grid.length }, (_, interval) =>
    sumRequestCells(table.endpoints().map((endpoint) => endpoint.cells[interval])),
  );
  return findOnset(cells, [], grid);
}

const minuteOf = (found: FoundOnset | null): number =>
  (Date.parse(found?.onset.at ?? '') - START) / MINUTE;

describe('onset of a degradation (INV-12)', () => {
  test('reports the level that lasts afterwards, not that of the first minutes', () => {
    const errors = (minute: number): number => (minute < 135 ? 0 : minute < 139 ? 0.13 : 0.28);
    const { onset } = onsetOf({ errors, rate: () => 600 }) ?? {};
    expect(onset).toMatchObject({ metric: 'error_rate', kind: 'step', before: 0 });
    expect(onset?.after).toBeCloseTo(0.28, 1);
  });

  test.each([1, 2])('finds a step to within an interval (seed %i)', (seed) => {
    const found = onsetOf({ slow: (minute) => (minute >= 135 ? 1.8 : 1), seed });
    expect(found?.onset).toMatchObject({ metric: 'p95', kind: 'step', until: null });
    expect(Math.abs(minuteOf(found) - 135)).toBeLessThanOrEqual(1);
  });

  test.each([1, 2])(
    'finds a median that rises under an unrelated 95th percentile (seed %i)',
    (seed) => {
      const { logNormal, uniform } = createDraws(seed);
      const table = new RequestTable(grid);
      const endpoint = table.endpointOf('GET /');
      for (let minute = 0; minute < LENGTH; minute += 1) {
        for (let number = 0; number < 60; number += 1) {
          const isSlow = uniform() < 0.2;
          const usual = minute >= 135 ? 12 : 4;
          const durationMs = isSlow ? 900 * logNormal() : usual * Math.exp(0.2 * uniform());
          const at = START + (minute + uniform() * 0.99) * MINUTE;
          table.add({ at, durationMs, isError: false, endpoint, segments: [] });
        }
      }
      const cells = table.endpoints()[0]?.cells ?? [];
      const found = findOnset(cells, [], grid);
      expect(found?.onset).toMatchObject({ metric: 'p50', kind: 'step' });
      expect(Math.abs(minuteOf(found) - 135)).toBeLessThanOrEqual(1);
      expect(findOnset(cells, [], grid, [['p95', 'error_rate']])).toBeNull();
    },
  );

  test('finds nothing in series of mere noise', () => {
    const found = Array.from({ length: 12 }, (_, seed) =>
      onsetOf({ rate: () => 30, seed: seed + 10 }),
    );
    expect(found.filter((onset) => onset !== null)).toEqual([]);
  });

  test('classifies a slow rise as a drift, not a step', () => {
    const found = onsetOf({ slow: (minute) => 1 + minute / 120, rate: () => 300 });
    expect(found?.onset.kind).toBe('drift');
  });

  test('classifies what goes back within minutes as a spike, unless something lasts', () => {
    const spike = (minute: number): boolean => minute >= 60 && minute < 64;
    expect(onsetOf({ slow: (minute) => (spike(minute) ? 6 : 1) })?.onset.kind ?? 'none').not.toBe(
      'step',
    );
    const found = onsetOf({ slow: (minute) => (spike(minute) ? 6 : minute >= 150 ? 1.8 : 1) });
    expect(found?.onset.kind).toBe('step');
    expect(Math.abs(minuteOf(found) - 150)).toBeLessThanOrEqual(1);
  });

  test('reports an end for what is over again', () => {
    const found = onsetOf({ slow: (minute) => (minute >= 100 && minute < 160 ? 2 : 1) });
    expect((Date.parse(found?.onset.until ?? '') - START) / MINUTE).toBeCloseTo(160, -1);
  });

  test('finds errors alone, where nothing is slower', () => {
    const found = onsetOf({ errors: (minute) => (minute >= 120 ? 0.05 : 0.002), rate: () => 200 });
    expect(found?.onset.metric).toBe('error_rate');
    expect(Math.abs(minuteOf(found) - 120)).toBeLessThanOrEqual(1);
  });

  test('finds nothing with fewer than twenty values in an interval (INV-11)', () => {
    expect(onsetOf({ slow: (minute) => (minute >= 135 ? 3 : 1), rate: () => 8 })).toBeNull();
  });
});
