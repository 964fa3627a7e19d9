import { expect, test } from 'vitest';
import { readDatabaseAddress } from '../../../profilers/postgres/database-address.ts';
import { subtractStatementCounts } from '../../../profilers/postgres/statement-statistics.ts';

test.each([
  ['postgresql://reader:s3cret@db:6543/shop', 'db:6543/shop', 's3cret'],
  ['postgres://reader@db/shop', 'db:5432/shop', null],
  ['postgresql+asyncpg://reader:p%40ss@db/shop', 'db:5432/shop', 'p@ss'],
  ['postgresql://reader@localhost/shop?host=/run/db&sslmode=require', '/run/db:5432/shop', null],
])('parses %s', (url, displayName, password) => {
  const address = readDatabaseAddress(url, {});
  expect(address).toMatchObject({ displayName, password });
  expect(address.env).toMatchObject({ PGUSER: 'reader', PGDATABASE: 'shop' });
});

test('reads the address from a variable', () => {
  const env = { SHOP: 'postgresql://reader:s3cret@db/shop' };
  expect(readDatabaseAddress('SHOP', env)).toMatchObject({ displayName: 'db:5432/shop' });
});

test.each([
  ['mysql://a:s3cret@b/c', {}],
  ['postgresql:///shop?password=s3cret', {}],
  ['postgresql://a:s3cret@b:port/c', {}],
  ['s3cret', {}],
  ['SHOP', { SHOP: 's3cret' }],
])('rejects %s without revealing it', (word, env) => {
  const message = (): string => {
    try {
      readDatabaseAddress(word, env);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(message()).toMatch(/--sql-url/u);
  expect(message()).not.toMatch(/s3cret/u);
});

test('returns the difference of two counts, or the later count when counting restarted', () => {
  const statementCounts = (calls: number) => ({
    statement: 's',
    calls,
    rows: 2 * calls,
    totalMs: calls,
  });
  const before = new Map([
    ['a', statementCounts(5)],
    ['b', statementCounts(5)],
    ['c', statementCounts(9)],
  ]);
  const after = new Map([
    ['a', statementCounts(8)],
    ['b', statementCounts(5)],
    ['c', statementCounts(2)],
    ['d', statementCounts(1)],
  ]);
  expect(subtractStatementCounts(before, after)).toEqual([
    statementCounts(3),
    statementCounts(2),
    statementCounts(1),
  ]);
});
