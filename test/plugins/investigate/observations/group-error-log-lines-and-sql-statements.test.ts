import { expect, test } from 'vitest';
import { ErrorLines } from '../../../../plugins/investigate/observations/error-log-message-patterns.ts';
import { OTHER_REQUESTS } from '../../../../plugins/investigate/observations/requests-by-interval.ts';
import { StatementTable } from '../../../../plugins/investigate/observations/sql-statement-table.ts';

const GRID = { start: 1_000_000, widthMs: 1000, length: 10 };

test('INV-09: counts lines out of order in their own interval', () => {
  const lines = new ErrorLines(GRID);
  for (const at of [1_005_000, 1_001_000, 1_005_900, 1_001_500, 1_005_100])
    lines.add(at, `order ${at} failed`);
  lines.add(999_999, 'order 1 failed');
  lines.add(1_010_000, 'order 1 failed');
  const [pattern, ...others] = lines.all();
  expect(others).toEqual([]);
  expect(pattern).toEqual({
    pattern: 'order ? failed',
    first: 1_001_000,
    coveredFrom: 999_999,
    counts: new Map([
      [5, 3],
      [1, 2],
    ]),
  });
});

/** Returns a word without digits, so that nothing in it is folded. */
const wordOf = (number: number): string =>
  [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

test('groups ten thousand messages into 200 patterns and a rest, and loses none', () => {
  const lines = new ErrorLines(GRID);
  for (let number = 0; number < 10_000; number += 1) lines.add(1_000_000, `no ${wordOf(number)}`);
  const all = lines.all();
  expect(all).toHaveLength(201);
  const sum = (counts: ReadonlyMap<number, number>): number => counts.get(0) ?? 0;
  expect(all.reduce((total, { counts }) => total + sum(counts), 0)).toBe(10_000);
  expect(all.find(({ pattern }) => pattern === OTHER_REQUESTS)?.counts.get(0)).toBe(9_800);
});

test('INV-10: counts queries as slow above 1000 ms, and groups ten thousand statements into 301', () => {
  const table = new StatementTable(GRID);
  expect(table.add(1_000_000, 1000, 'SELECT a')).toBe(false);
  expect(table.add(1_000_000, Number.NaN, 'SELECT a')).toBe(false);
  expect(table.all().size).toBe(0);
  let slow = 0;
  for (let number = 0; number < 10_000; number += 1)
    if (table.add(1_000_000, 1001, `SELECT ${wordOf(number)}`)) slow += 1;
  expect(slow).toBe(10_000);
  expect(table.all().size).toBe(301);
  expect(table.all().get(OTHER_REQUESTS)?.get(0)).toMatchObject({
    count: 9_700,
    total: 9_700 * 1001,
    max: 1001,
  });
});
