/** Slow query logs of MariaDB and MySQL, and invalid input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mysqlLogImporter } from '../../../profilers/import/from-mysql-slow-query-log.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';

const PATH = join(import.meta.dirname, '../../fixtures/profile-files/mariadb-10.11/slow.log');
const TEXT = readFileSync(PATH, 'utf8');

describe("LEAD-02: the importer of MariaDB's slow log", () => {
  const profile = mysqlLogImporter.read(TEXT);
  const weights = functionWeightsByName(profile);

  test('reads each statement once, without its literals, and nothing else', () => {
    expect(profile).toMatchObject({ tool: 'mysql-slow-log', weight: 'time' });
    expect(Object.keys(weights).toSorted()).toEqual([
      '(waiting for locks)',
      'CREATE DATABASE shop',
      'CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, note varchar(?) NOT NULL)',
      'INSERT INTO orders SELECT seq, seq MOD ?, concat(?, seq) FROM seq_1_to_20000',
      'INSERT INTO orders VALUES (?)',
      'LOCK TABLES orders WRITE',
      'SELECT * FROM orders WHERE customer_id = ?',
      'SELECT count(*) FROM orders WHERE id IN (?)',
      'SELECT count(*) FROM orders WHERE note LIKE ? AND id > ?',
      'SELECT note FROM orders WHERE id = ?',
      'UNLOCK TABLES',
      'UPDATE orders SET note = ? WHERE id = ?',
      'USE shop',
    ]);
    expect(new Set(profile.functions.map((profiledFunction) => profiledFunction.package))).toEqual(
      new Set(['MariaDB']),
    );
  });

  test('reports waiting for locks separately', () => {
    expect(weights['UPDATE orders SET note = ? WHERE id = ?']).toEqual({
      self: 0.668,
      total: 151.562,
    });
    expect(weights['(waiting for locks)']?.self).toBeGreaterThan(150.894);
  });

  test('warns of statements that examine many rows for the few that they return', () => {
    const told = profile.findings?.filter(({ id }) => id === 'rows-examined') ?? [];
    expect(told.map(({ message }) => message)).toEqual([
      '`SELECT * FROM orders WHERE customer_id = ?` examines 20,000 rows per call and returns 10 of them.',
      '`SELECT count(*) FROM orders WHERE note LIKE ? AND id > ?` examines 19,986 rows per call and returns 1 of them.',
    ]);
  });

  test('keeps the complete entries of a truncated log', () => {
    const half = mysqlLogImporter.read(TEXT.slice(0, TEXT.length / 2));
    expect(
      functionWeightsByName(half)['SELECT * FROM orders WHERE customer_id = ?']?.total,
    ).toBeGreaterThan(1);
  });
});

describe('the slow log importer', () => {
  const entry = (rows: number, sql: string): string =>
    `# Time: 2026-11-21T10:00:00.000000Z\n# User@Host: app[app] @ localhost []  Id:     8\n# Query_time: 0.250000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: ${rows}\nSET timestamp=1795227270;\n${sql}\n`;

  test('names MySQL for a log of MySQL', () => {
    const profile = mysqlLogImporter.read(entry(1, "SELECT 'a';"));
    expect(functionWeightsByName(profile)).toEqual({ 'SELECT ?': { self: 250, total: 250 } });
    expect(profile.functions[0]?.package).toBe('MySQL');
  });

  test.each([
    [10_000, 0],
    [10_001, 1],
  ])('for %d rows examined per row returned, reports %d warnings', (rows, count) => {
    const { findings = [] } = mysqlLogImporter.read(entry(rows, 'SELECT a FROM t;'));
    expect(findings.filter(({ level }) => level === 'warning')).toHaveLength(count);
  });

  test('leaves comments and settings of a statement out of its name, but not its lines', () => {
    const profile = mysqlLogImporter.read(entry(1, 'SELECT a # Time of day\n# of all\n FROM t;'));
    expect(Object.keys(functionWeightsByName(profile))).toEqual(['SELECT a FROM t']);
  });

  test('names what the server did without a statement', () => {
    const profile = mysqlLogImporter.read(
      entry(0, '# administrator command: Prepare;').replace(/SET timestamp.*\n/, ''),
    );
    expect(Object.keys(functionWeightsByName(profile))).toEqual(['(Prepare)']);
  });

  test('continues when the server starts the log again', () => {
    const banner =
      '/usr/sbin/mysqld, Version: 8.4.0 (x). started with:\nTcp port: 3306  Unix socket: /s\nTime                 Id Command    Argument\n';
    const text = `${banner}${entry(1, 'SELECT a;')}${banner}${entry(1, 'SELECT a;')}`;
    expect(functionWeightsByName(mysqlLogImporter.read(text))).toEqual({
      'SELECT a': { self: 500, total: 500 },
    });
  });

  test('rejects times that no statement follows', () => {
    expect(() =>
      mysqlLogImporter.read('# Query_time: 0.1  Lock_time: 0 Rows_sent: 1  Rows_examined: 1\n'),
    ).toThrow('the log has no statement with a duration');
    expect(() => mysqlLogImporter.read('# Query_time: x\nSELECT 1;')).toThrow(
      'the file has an unreadable line',
    );
  });
});
