/** Logs written by PostgreSQL in its three formats, and invalid input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { postgresLogImporter, readCsv } from '../../../profilers/import/from-postgres-log.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/profile-files/postgresql-15');
const fixture = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

describe.each(['slow.log', 'slow.csv', 'slow.json'])('LEAD-02: %s', (name) => {
  const profile = postgresLogImporter.read(fixture(name));
  const weights = functionWeightsByName(profile);

  test('reads each statement once, without its literals', () => {
    expect(profile).toMatchObject({ tool: 'postgresql-log', weight: 'time', samples: null });
    expect(Object.keys(weights).toSorted()).toEqual([
      '(bind)',
      '(parse)',
      'DO ?',
      'SELECT * FROM orders WHERE customer_id = ?',
      'SELECT ? AS "Name 1", ? || ?, ?, ?',
      'SELECT count(*) FROM orders WHERE id IN (?)',
      'SELECT name FROM customers WHERE id = ?',
      'SELECT status, sum(total) FROM orders WHERE placed_at > ? AND total > ? GROUP BY status',
    ]);
  });

  test('reads the time of all calls, with the steps of prepared statements separate', () => {
    const prepared = weights['SELECT * FROM orders WHERE customer_id = ?'];
    const steps = (weights['(bind)']?.self ?? 0) + (weights['(parse)']?.self ?? 0);
    expect(prepared?.total).toBe(87.122);
    expect(steps).toBeGreaterThan(1);
    expect((prepared?.self ?? 0) + steps).toBeCloseTo(87.122, 2);
  });

  test('reports the calls of the statements that took longest', () => {
    const told = profile.findings?.filter(({ id }) => id === 'statement-calls') ?? [];
    expect(told).toHaveLength(5);
    expect(told[0]?.message).toBe(
      '`SELECT * FROM orders WHERE customer_id = ?`: 12 calls, 87.1 ms in total, 7.26 ms per call, longest 12.3 ms.',
    );
  });
});

describe('the PostgreSQL log importer', () => {
  const read = (text: string) => functionWeightsByName(postgresLogImporter.read(text));

  test('reads statements over several lines, whatever log_line_prefix is', () => {
    const prefixes = [
      '',
      '2026-11-21 10:00:00 CET [7]: [3-1] user=app,db=shop,app=[x: y] ',
      '<app%shop> ',
    ];
    for (const prefix of prefixes) {
      const text = `${prefix}LOG:  duration: 12.5 ms  statement: SELECT 1\n\t  FROM t\n${prefix}ERROR:  nothing\n${prefix}STATEMENT:  SELECT 2\n`;
      expect(read(text)).toEqual({ 'SELECT ? FROM t': { self: 12.5, total: 12.5 } });
    }
  });

  test('reads times without texts when only log_duration is set', () => {
    expect(read('LOG:  duration: 12.5 ms\nLOG:  duration: 1 ms\n')).toEqual({
      '(no text)': { self: 13.5, total: 13.5 },
    });
  });

  test('does not count a statement again that auto_explain reports', () => {
    const text =
      'LOG:  duration: 5 ms  plan:\n\tQuery Text: SELECT 1\n\tResult  (cost=0.00..0.01 rows=1 width=4)\nLOG:  duration: 6 ms  statement: SELECT 1\n';
    expect(read(text)).toEqual({ 'SELECT ?': { self: 6, total: 6 } });
  });

  test('reads lines with Windows line endings', () => {
    expect(read('LOG:  duration: 2 ms  statement: SELECT a\r\nLOG:  x\r\n')).toEqual({
      'SELECT a': { self: 2, total: 2 },
    });
  });

  test.each([
    [
      'LOG:  database system is ready to accept connections\n',
      'no line contains the duration of a statement',
    ],
    [
      'ERROR:  duration: 5 ms  statement: SELECT 1\n',
      'no line contains the duration of a statement',
    ],
  ])('rejects %j and names the setting to change', (text, why) => {
    expect(() => postgresLogImporter.read(text)).toThrow(why);
    expect(() => postgresLogImporter.read(text)).toThrow('set log_min_duration_statement');
  });

  test('names the line where JSON is truncated or mixed with another format', () => {
    const text = fixture('slow.json');
    expect(() => postgresLogImporter.read(text.slice(0, 5_000))).toThrow(/line \d+ is not JSON/);
    expect(() => postgresLogImporter.read(`${text}${fixture('slow.log')}`)).toThrow(
      'mixed with another',
    );
  });

  test('keeps the complete entries of truncated CSV or text', () => {
    for (const name of ['slow.csv', 'slow.log']) {
      const text = fixture(name);
      const whole = postgresLogImporter.read(text.slice(0, text.length / 2));
      expect(
        functionWeightsByName(whole)['SELECT * FROM orders WHERE customer_id = ?']?.total,
      ).toBeGreaterThan(10);
    }
  });
});

test.each([
  ['', []],
  ['a,b\nc\n', [['a', 'b'], ['c']]],
  [
    'a,b\r\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a, ""b""\nc",d\n', [['a, "b"\nc', 'd']]],
  [',,\n', [['', '', '']]],
  ['a,', [['a', '']]],
  ['"",x\n', [['', 'x']]],
  ['"a"\r\n"b"\r\n', [['a'], ['b']]],
  ['a,b\nc,"never clos', [['a', 'b']]],
])('reads %j as %j', (text, rows) => {
  expect([...readCsv(text)]).toEqual(rows);
});
