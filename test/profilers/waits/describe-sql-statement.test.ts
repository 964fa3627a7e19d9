import { expect, test } from 'vitest';
import { hashRead, replaceSqlLiterals } from '../../../profilers/waits/describe-sql-statement.ts';

const TEXT = 'select * from users where id = $1';

const hash = (text: string, values?: unknown, statement: unknown = text, target = 'db:1'): number =>
  hashRead(text, values, statement, target, true);

test('is equal for equal reads with equal parameters, however they are given', () => {
  const first = hash(TEXT, [7]);
  expect(first).not.toBe(0);
  expect(hash(TEXT, [7])).toBe(first);
  expect(hash(TEXT, undefined, { text: TEXT, values: [7] })).toBe(first);
  expect(hash(TEXT, null, { text: TEXT, values: [7] })).toBe(first);
  expect(hash(TEXT, () => undefined, { text: TEXT, values: [7] })).toBe(first);
  expect(hash(`/* trace 1 */${TEXT}`, [7])).toBe(hash(`/* trace 2 */${TEXT}`, [7]));
});

test('differs by statement, database, parameters and their types', () => {
  const values = [7, '7', 8, 7n, null, undefined, Number.NaN, Infinity, 0, -0, true];
  const hashes = [
    ...values.map((value) => hash(TEXT, [value])),
    hash(`${TEXT} `, [7]),
    hash(TEXT, [7], TEXT, 'db:2'),
    hash(TEXT, [{ id: 7 }]),
    hash(TEXT, [new Date(7)]),
    hash(TEXT, [Buffer.from('7')]),
  ];
  expect(hashes).not.toContain(0);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test.each([
  'update users set name = $1',
  "select nextval('n')",
  'select enqueue($1)',
  'select * from enqueue($1)',
  'select * from users where id = $1 for update',
  'select * from users where id = $1 for share',
  'with next as (select id from jobs) update jobs set taken = true from next returning *',
  'select * from users; delete from users',
  'select * into backup from users',
  'select *, now() from users',
])('is unknown for a statement that is no plain read: %s', (text) => {
  expect(hash(text, [7])).toBe(0);
});

test('is unknown for parameters that cannot be compared, without running their code', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const trap = {
    get secret() {
      throw new Error('a getter ran');
    },
  };
  class Money {
    readonly #cents = 7;
    toPostgres = () => this.#cents;
  }
  const unknown = [cyclic, [new Map()], [trap], [new Money()], [new Proxy({}, {})]];
  expect(unknown.map((values) => hash(TEXT, values))).toEqual([0, 0, 0, 0, 0]);
  expect(hash(TEXT, ['x'.repeat(30_000)])).toBe(0);
  expect(hash(TEXT, [Buffer.alloc(1_000_000)])).toBe(0);
});

test('is not computed unless calls are compared', () => {
  expect(hashRead(TEXT, [7], TEXT, null)).toBe(0);
});

test.each([
  ['select * from users where id = 42', 'select * from users where id = ?'],
  ["select 'it''s' || $1 from t2 where a=-1.5e3", 'select ? || ? from t2 where a=?'],
  ['select 1 where id in (1, 2,\n  3)', 'select ? where id in (?)'],
  ['insert into a values ($1, $2), ($3, $4)', 'insert into a values (?)'],
  ['select a -- 42\n, /* 7 */ b from "t-1"', 'select a , b from "t-1"'],
  ['select $$text of 9$$, $body$1$body$', 'select ?, ?'],
  ['select a::int, :name, @user from t', 'select a::int, ?, ? from t'],
  ['', ''],
])('turns %s into %s', (statement, pattern) => {
  expect(replaceSqlLiterals(statement)).toBe(pattern);
});

test('cuts a statement of megabytes without inspecting all of it', () => {
  const statement = `insert into a values (${"'x', ".repeat(1_000_000)}'x')`;
  expect(replaceSqlLiterals(statement).length).toBeLessThanOrEqual(1_000);
  expect(replaceSqlLiterals(`select '${'\\'.repeat(100_000)}`)).toMatch(/^select/);
});
