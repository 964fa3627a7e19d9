import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createObservations,
  mergeObservations,
  type Observations,
  type SerializedObservations,
  serializeObservations,
} from '../../../../plugins/investigate/observations/collected-log-observations.ts';

const GRID = { start: 1_000_000, widthMs: 1000, length: 20 };

/** Entry of a log. */
interface Told {
  readonly kind: 'request' | 'point' | 'error' | 'statement' | 'event';
  /** Also before and after the grid. */
  readonly at: number;
  readonly name: number;
  /** Integers, so that sums do not depend on their order. */
  readonly value: number;
}

const told = fc.record<Told>({
  kind: fc.constantFrom('request', 'point', 'error', 'statement', 'event'),
  at: fc.integer({ min: 995_000, max: 1_025_000 }),
  // More names than columns and patterns tell apart.
  name: fc.integer({ min: 0, max: 260 }),
  value: fc.integer({ min: 0, max: 100_000 }),
});

/** Returns a word of letters only, such as `abc`, since digits are folded in names. */
function word(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

/** Adds one log to the observations, as a reader does. */
function takeIn(observed: Observations, log: readonly Told[]): void {
  const source = observed.events.open('log');
  const place = observed.requests.segmentOf('region');
  for (const { kind, at, name, value } of log) {
    source.cover(at);
    if (kind === 'point') observed.series.add(`cpu_${word(name % 7)}`, '', at, value);
    else if (kind === 'error') observed.errorLines.add(at, `it is ${word(name)} that failed`);
    else if (kind === 'statement')
      observed.statements.add(at, value, `SELECT ${word(name)} FROM shop`);
    else if (kind === 'event') source.add(word(name % 5), at);
    else {
      const segments: string[] = [];
      segments[place] = word(name % 70);
      observed.requests.add({
        at,
        durationMs: value % 9 === 0 ? Number.NaN : value,
        isError: value % 5 === 0,
        endpoint: observed.requests.endpointOf(`GET /${word(name)}`),
        segments,
      });
    }
  }
}

/** By way of a file. */
function keptOfLog(log: readonly Told[]): readonly SerializedObservations[] {
  const own = createObservations(GRID);
  takeIn(own, log);
  return JSON.parse(
    JSON.stringify([...serializeObservations(own)]),
  ) as readonly SerializedObservations[];
}

function finished(observed: Observations): readonly SerializedObservations[] {
  observed.events.toSeries(observed.series);
  return [...serializeObservations(observed)];
}

/** Returns the parts without events of logs, which become series once everything is read. */
function withoutEvents(kept: Iterable<SerializedObservations>): readonly object[] {
  return [...kept].map((part) => ('events' in part ? { ...part, events: [] } : part));
}

/** More endpoints, column values, patterns, statements than kept apart, but not in one log. */
const MANY: readonly (readonly Told[])[] = Array.from({ length: 12 }, (_, log) =>
  Array.from({ length: 150 }, (_, index) => ({
    kind: (['request', 'error', 'statement'] as const)[index % 3] ?? 'request',
    at: 1_000_000 + 150 * log + index,
    name: 150 * log + index,
    value: 2_000 + index,
  })),
);

describe('observations', () => {
  test('of stored parts add up to exactly what is observed at once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(told, { maxLength: 150 }), { maxLength: 6 }), (logs) => {
        const [whole, sum] = [createObservations(GRID), createObservations(GRID)];
        for (const log of logs) {
          whole.errorLines.begin();
          takeIn(whole, log);
          mergeObservations(sum, keptOfLog(log));
        }
        expect(finished(sum)).toEqual(finished(whole));
      }),
      { numRuns: 40, examples: [[MANY]] },
    );
  });

  test('of one part, whatever its size, equal what was stored of it', () => {
    const sum = createObservations(GRID);
    mergeObservations(sum, keptOfLog(MANY.flat()));
    expect(withoutEvents(serializeObservations(sum))).toEqual(
      withoutEvents(keptOfLog(MANY.flat())),
    );
    const thinned = Array.from(
      { length: 50_000 },
      (_, index): Told => ({ kind: 'point', at: 1_000_000 + index, name: 0, value: index }),
    );
    const [once, again] = [createObservations(GRID), createObservations(GRID)];
    takeIn(once, thinned);
    mergeObservations(again, keptOfLog(thinned));
    expect(again.series.toKept()).toEqual(once.series.toKept());
  });

  test('of a long series are thinned identically', () => {
    const points = Array.from(
      { length: 45_000 },
      (_, index): Told => ({ kind: 'point', at: 1_000_000 + index, name: 0, value: index }),
    );
    const [whole, sum] = [createObservations(GRID), createObservations(GRID)];
    for (const end of [9_001, 19_000, 31_007, 45_000]) {
      const log = points.slice(whole.series.toKept()[0]?.seen ?? 0, end);
      takeIn(whole, log);
      mergeObservations(sum, keptOfLog(log));
    }
    expect(whole.series.all()[0]?.at.length).toBeLessThan(20_000);
    expect(sum.series.toKept()).toEqual(whole.series.toKept());
  });

  test('of series thinned before stay bounded and evenly spread', () => {
    const log = (start: number): Told[] =>
      Array.from({ length: 50_000 }, (_, index) => ({
        kind: 'point',
        at: start + index,
        name: 0,
        value: start + index,
      }));
    const sum = createObservations(GRID);
    for (const start of [1_000_000, 1_050_000, 1_100_000])
      mergeObservations(sum, keptOfLog(log(start)));
    const [series] = sum.series.all();
    const steps = series?.at.slice(1).map((at, index) => at - (series.at[index] ?? 0)) ?? [];
    expect(steps.length).toBeGreaterThan(5_000);
    expect(steps.length).toBeLessThan(20_000);
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThanOrEqual(2);
  });

  test('of logs with other columns have no invented values', () => {
    const { requests } = createObservations(GRID);
    for (const name of ['region', 'tenant']) {
      const segments: string[] = [];
      segments[requests.segmentOf(name)] = 'one';
      requests.add({
        at: GRID.start,
        durationMs: 5,
        isError: false,
        segments,
        endpoint: requests.endpointOf('GET /'),
      });
    }
    expect([...requests.valuesOf('region').keys()]).toEqual(['one']);
    expect([...requests.valuesOf('tenant').keys()]).toEqual(['one']);
  });
});
