import { describe, expect, test } from 'vitest';
import {
  MYSQL,
  normaliseStatement,
  POSTGRESQL,
} from '../../../profilers/sql/normalise-sql-statement.ts';

describe('normaliseStatement for PostgreSQL', () => {
  test.each([
    ["SELECT 'O''Hara'", 'SELECT ?'],
    ["SELECT 'it''s -- no comment', 'nor /* this */'", 'SELECT ?, ?'],
    ["SELECT E'a\\'b', N'c', x'1F', U&'d'", 'SELECT ?, ?, ?, ?'],
    ["SELECT 'a\\' FROM t", 'SELECT ? FROM t'],
    ["SELECT $$it's$$, $tag$ a $$ b $tag$", 'SELECT ?, ?'],
    ['SELECT "Name 1", "a ""b""" FROM "T"', 'SELECT "Name 1", "a ""b""" FROM "T"'],
    ['SELECT $1, $12', 'SELECT ?, ?'],
    ['SELECT 1, 2.5, .5, 1e3, 1.5E-7, 0x1F', 'SELECT ?, ?, ?, ?, ?, ?'],
    ['SELECT * FROM t1 WHERE a2 = 3', 'SELECT * FROM t1 WHERE a2 = ?'],
    ['WHERE a = -1 AND b > +2 AND c = (-3)', 'WHERE a = ? AND b > ? AND c = (?)'],
    ['SELECT a-1, b - 1', 'SELECT a-?, b - ?'],
    ['WHERE id IN (1, 2,3)', 'WHERE id IN (?)'],
    ['WHERE id IN (1)', 'WHERE id IN (?)'],
    ['WHERE id IN (SELECT 1)', 'WHERE id IN (SELECT ?)'],
    ["INSERT INTO t VALUES (1, 'a'), (2, 'b') ;", 'INSERT INTO t VALUES (?)'],
    ['SELECT a -- the first\n\t, b\r\n  FROM t', 'SELECT a , b FROM t'],
    ['SELECT a /* x /* y */ z */ FROM t', 'SELECT a FROM t'],
    ['-- only a comment', ''],
    ['  ', ''],
    ["SELECT 'never closed", 'SELECT ?'],
    ['SELECT $$never closed', 'SELECT ?'],
    ['SELECT 1 /* never closed', 'SELECT ?'],
    ["SELECT 'é', naïve FROM größe WHERE 語 = 5", 'SELECT ?, naïve FROM größe WHERE 語 = ?'],
    ["SELECT a::int, b->>'c', d @> '{1}'", 'SELECT a::int, b->>?, d @> ?'],
  ])('turns %j into %j', (sql, normal) => {
    expect(normaliseStatement(sql, POSTGRESQL)).toBe(normal);
  });

  test('leaves a normalised statement as it is', () => {
    const once = normaliseStatement("SELECT a FROM t WHERE b IN (1, 2) AND c = 'x'", POSTGRESQL);
    expect(normaliseStatement(once, POSTGRESQL)).toBe(once);
  });

  test('reads a statement of a megabyte', () => {
    const sql = `SELECT a FROM t WHERE id IN (${Array.from({ length: 150_000 }, (_, id) => id).join(', ')})`;
    expect(normaliseStatement(sql, POSTGRESQL)).toBe('SELECT a FROM t WHERE id IN (?)');
  });
});

describe('normaliseStatement for MySQL', () => {
  test.each([
    ['SELECT "a \\" b", \'it\\\'s\'', 'SELECT ?, ?'],
    ['SELECT "a ""b"" c"', 'SELECT ?'],
    ['SELECT `c``d`, `1` FROM t', 'SELECT `c``d`, `1` FROM t'],
    ['SELECT a # of all\n FROM t', 'SELECT a FROM t'],
    ['SELECT a /* x /* y */ FROM t', 'SELECT a FROM t'],
    ['SELECT ? FROM t LIMIT 10, 20', 'SELECT ? FROM t LIMIT ?, ?'],
  ])('turns %j into %j', (sql, normal) => {
    expect(normaliseStatement(sql, MYSQL)).toBe(normal);
  });
});
