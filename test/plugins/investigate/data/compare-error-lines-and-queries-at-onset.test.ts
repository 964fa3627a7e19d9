import { expect, test } from 'vitest';
import {
  compareErrorLogLines,
  compareSlowQueries,
} from '../../../../plugins/investigate/data/compare-logs-before-and-after-onset.ts';
import { ErrorLines } from '../../../../plugins/investigate/observations/error-log-message-patterns.ts';
import { StatementTable } from '../../../../plugins/investigate/observations/sql-statement-table.ts';

const MINUTE_MS = 60_000;
const GRID = { start: Date.UTC(2026, 10, 24, 12), widthMs: MINUTE_MS, length: 120 };
/** The onset is after one hour of two. */
const FOUND = { interval: 60, end: 120 };
const at = (minute: number): number => GRID.start + minute * MINUTE_MS;

test('INV-09: lists new and more frequent lines first; changes within chance count as the same', () => {
  const lines = new ErrorLines(GRID);
  for (let minute = 119; minute >= 0; minute -= 1) {
    lines.add(at(minute), 'session expired');
    if (minute >= 60) lines.add(at(minute), 'pool exhausted');
    for (let more = 0; more < (minute >= 60 ? 6 : 2); more += 1) lines.add(at(minute), 'time-out');
    if (minute < 60 && minute % 2 === 0) lines.add(at(minute), 'cache is cold');
  }
  lines.add(at(70), 'once');
  const { count, by_interval, patterns } = compareErrorLogLines(lines.all(), GRID, FOUND);
  expect(count).toBe(120 + 60 + 480 + 30 + 1);
  expect([by_interval[1], by_interval[60], by_interval[70]]).toEqual([3, 8, 9]);
  expect(
    patterns.map(({ pattern, change, before, after }) => [pattern, change, before, after]),
  ).toEqual([
    ['time-out', 'more', 120, 360],
    ['pool exhausted', 'new', 0, 60],
    ['session expired', 'same', 60, 60],
    ['cache is cold', 'fewer', 30, 0],
    ['once', 'same', 0, 1],
  ]);
  expect(patterns[1]).toMatchObject({
    before_per_hour: 0,
    after_per_hour: 60,
    first_at: '2026-11-24T13:00:00.000Z',
  });
});

test('reports nothing as new without an onset, and no trend without error lines', () => {
  const lines = new ErrorLines(GRID);
  expect(compareErrorLogLines(lines.all(), GRID, null)).toEqual({
    count: 0,
    by_interval: [],
    patterns: [],
  });
  lines.add(at(1), 'x');
  expect(compareErrorLogLines(lines.all(), GRID, null).patterns).toMatchObject([
    { change: 'same', before: 1, after: 0 },
  ]);
});

test('INV-10: compares slow queries before and since, with the greatest total time first', () => {
  const table = new StatementTable(GRID);
  table.add(at(1), 1001, 'SELECT 1');
  for (const minute of [60, 80, 119])
    table.add(at(minute), 2000, `SELECT a FROM b WHERE c = ${minute}`);
  table.add(at(90), 1500, 'SELECT 2');
  const none = { count: 0, total_ms: 0, p95: null, max: null };
  const found = compareSlowQueries(table.all(), GRID, FOUND);
  expect(found).toMatchObject([
    {
      statement: 'SELECT a FROM b WHERE c = ?',
      before: none,
      after: { count: 3, total_ms: 6000, max: 2000 },
    },
    { statement: 'SELECT ?', before: { count: 1, max: 1001 }, after: { count: 1, max: 1500 } },
  ]);
  expect(Math.abs((found[0]?.after.p95 ?? 0) / 2000 - 1)).toBeLessThanOrEqual(0.01);
});
