import { expect, test } from 'vitest';
import { normalizeStatement } from '../../../../plugins/investigate/observations/sql-statement-table.ts';

test.each([
  ["SELECT * FROM a WHERE b = 'x' AND c = 12", 'SELECT * FROM a WHERE b = ? AND c = ?'],
  ["SELECT 'it''s', E'a\\'b', $$any 'thing'$$, $tag$ $$ $tag$", 'SELECT ?, …'],
  ['SELECT $1, :2, -3.5e10, 0xff, table_2.col3', 'SELECT ?, …, table_2.col3'],
  ['INSERT INTO a VALUES (1, 2), (3, 4), (5, 6);', 'INSERT INTO a VALUES (?, …), …'],
  ['SELECT 1 -- hunter2\n  /* secret */ FROM "Orders"', 'SELECT ? FROM "Orders"'],
  ["UPDATE u SET password = 'a secret that the log cut", 'UPDATE u SET password = ?'],
  ['', '(no statement)'],
  ['SELECT \u001b[2J', 'SELECT \ufffd[2J'],
])('normalises %j to %j', (sql, normal) => {
  expect(normalizeStatement(sql, 'names')).toBe(normal);
});

test('treats double quotes as a string in MySQL', () => {
  expect(normalizeStatement('SELECT "a secret", `name`', 'texts')).toBe('SELECT ?, `name`');
});

test('shortens a megabyte of values to one statement, short enough to show', () => {
  const sql = `SELECT a FROM b WHERE id IN (${Array.from({ length: 150_000 }, (_, id) => id).join(', ')})`;
  expect(normalizeStatement(sql, 'names')).toMatch(/^SELECT a FROM b WHERE id IN \(\?, …/u);
  expect(normalizeStatement(`SELECT ${'x'.repeat(1000)}`, 'names')).toHaveLength(300);
});
