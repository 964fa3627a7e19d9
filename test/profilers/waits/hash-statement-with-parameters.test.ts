import { expect, test } from 'vitest';
import { hashRead } from '../../../profilers/waits/hash-statement-with-parameters.ts';

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
