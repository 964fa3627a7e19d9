import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { proposeIndexMigrations } from '../../../../plugins/optimize/generators/propose-missing-indexes.ts';
import {
  createIsolatedDatabase,
  type IsolatedDatabase,
} from '../../../support/shared-databases.ts';

/** The parts used here of the driver, which has no types of its own. */
interface Client {
  readonly connect: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly query: (sql: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}
const driver: {
  readonly Client: new (options: { host: string; user: string; database: string }) => Client;
} = createRequire(import.meta.url)('pg');
const planSchema = z.tuple([z.looseObject({ 'Execution Time': z.number() })]);

let database: IsolatedDatabase;
let client: Client;

beforeAll(async () => {
  database = await createIsolatedDatabase();
  client = new driver.Client({ host: database.folder, user: 'postgres', database: database.name });
  await client.connect();
  await client.query(`
    CREATE TABLE orders (id int PRIMARY KEY, person_id int, email text, state text, made timestamptz);
    INSERT INTO orders SELECT n, n % 5000, 'p' || n || '@example.org', 'open', '2026-01-01'::timestamptz
      + n * interval '1 minute' FROM generate_series(1, 100000) n;
    CREATE TABLE few (id int, name text);
    INSERT INTO few SELECT n, 'n' || n FROM generate_series(1, 500) n;
    ANALYZE;
    SET max_parallel_workers_per_gather = 0;
  `);
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

interface Explained {
  readonly plan: unknown;
  readonly text: string;
  readonly ms: number;
}

async function explain(sql: string): Promise<Explained> {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`);
  const plan = planSchema.parse(rows[0]?.['QUERY PLAN']);
  return { plan, text: JSON.stringify(plan), ms: plan[0]['Execution Time'] };
}

/** Returns the fastest of several runs, as on an idle machine. */
async function fastest(sql: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) times.push((await explain(sql)).ms);
  return Math.min(...times);
}

describe('a missing index of a query plan', () => {
  it.each([
    ['SELECT * FROM orders WHERE person_id = 7', ['person_id']],
    ["SELECT * FROM orders WHERE email = 'p7@example.org'", ['email']],
    [
      "SELECT * FROM orders WHERE made < '2026-01-01 01:00Z' AND person_id = 7",
      ['person_id', 'made'],
    ],
  ])('H812-07: is proposed, created, used, faster and reverted: %s', async (sql, columns) => {
    const before = await explain(sql);
    const slow = await fastest(sql);
    const rows = (await client.query(`${sql} ORDER BY id`)).rows;
    const [proposal, ...more] = proposeIndexMigrations(before.plan, 'migrations/');
    expect(more).toEqual([]);
    expect(proposal?.columns).toEqual(columns);
    expect(proposal?.apply.file).toBe(`migrations/orders_${columns.join('_')}_index.sql`);
    await client.query(proposal?.apply.up ?? '');
    expect((await explain(sql)).text).toMatch(/Index|Bitmap/);
    expect(await fastest(sql)).toBeLessThan(slow / 4);
    expect((await client.query(`${sql} ORDER BY id`)).rows).toEqual(rows);
    await client.query(proposal?.apply.down ?? '');
    expect((await explain(sql)).text).toContain('Seq Scan');
    const left = await client.query(
      "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE '%_index'",
    );
    expect(left.rows).toEqual([]);
  });

  it.each([
    ['a small table', "SELECT * FROM few WHERE name = 'n7'"],
    ['most of the table', "SELECT * FROM orders WHERE state = 'open'"],
    ['alternatives', 'SELECT * FROM orders WHERE person_id = 7 OR email IS NULL'],
    ['a column inside of a function', "SELECT * FROM orders WHERE lower(email) = 'p7@example.org'"],
    ['what has an index', 'SELECT * FROM orders WHERE id = 7'],
  ])('is not proposed for %s', async (_, sql) => {
    expect(proposeIndexMigrations((await explain(sql)).plan, 'migrations')).toEqual([]);
  });

  it('is not searched for in input that is not a plan', () => {
    expect(() => proposeIndexMigrations([{ Plan: {} }], 'migrations')).toThrow(
      'not the output of EXPLAIN',
    );
  });
});
