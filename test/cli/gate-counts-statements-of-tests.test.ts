/** `gate --statements` on a project with node:test and a real PostgreSQL, without a scenario. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../repository/read-repository-sources.ts';
import { openGitProject } from '../support/git-project.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createIsolatedDatabase, type IsolatedDatabase } from '../support/shared-databases.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const JOINED = `export const handler = (db) => async (request, response) => {
  const { rows } = await db.query('select o.id, i.name from orders o join items i on i.order_id = o.id');
  response.end(JSON.stringify(rows));
};
export const countOrders = async (db) => (await db.query('select count(*) from orders')).rows[0];
`;

const LOOP = `export const handler = (db) => async (request, response) => {
  const { rows } = await db.query('select id from orders');
  for (const row of rows) {
    row.items = (await db.query('select name from items where order_id = $1', [row.id])).rows;
  }
  response.end(JSON.stringify(rows));
};
export const countOrders = async (db) => (await db.query('select count(*) from orders')).rows[0];
`;

const TESTS = `import assert from 'node:assert';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { countOrders, handler } from '../src/orders.js';

const db = new pg.Client();
before(async () => {
  await db.connect();
  await db.query('drop table if exists orders, items; create table orders (id int); create table items (order_id int, name text)');
  for (let id = 1; id <= 12; id += 1) {
    await db.query('insert into orders (id) values ($1)', [id]);
    await db.query("insert into items (order_id, name) values ($1, 'thing')", [id]);
  }
});
after(() => db.end());
test('shows orders', async () => {
  const shop = createServer(handler(db)).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const answer = await fetch('http://127.0.0.1:' + shop.address().port + '/orders');
  assert.equal((await answer.json()).length, 12);
  shop.close();
});
test('counts orders', () => countOrders(db));
`;

let database: IsolatedDatabase;
let root: string;
let base: string;

beforeAll(async () => {
  database = await createIsolatedDatabase();
  root = createProject({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    '.gitignore': 'node_modules\n.perf-harness\n',
    'src/orders.js': JOINED,
    'test/orders.test.js': TESTS,
  });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const { git, commit } = openGitProject(root);
  git('init', '--quiet');
  base = commit('one query');
  commit('query per order', { 'src/orders.js': LOOP });
});
afterAll(() => database.drop());

async function gate(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await runCommandInProcess(['gate', '--base', base, ...words], {
    cwd: root,
    env: { ...database.env, ...env },
    isLight: true,
  });
  return { code, text: unwrapTerminalOutput(out), err };
}

test('fails in one sentence where a request runs a statement per row', async () => {
  const { code, text, err } = await gate(['--statements']);
  expect({ code, err }).toMatchObject({ code: 1 });
  expect(text).toContain('✗ changed lines: statements: GET /orders 1 → 13 statements in the tests');
  expect(text).toContain(`perf-harness audit --with-tests --changed ${base.slice(0, 10)}`);
  expect(text).not.toContain('countOrders');
});

test('passes a rise below the limit, and names what it compared', async () => {
  const { code, text, err } = await gate(['--statements', '13']);
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(text).toContain(
    'no request or call runs 13 more than at the base (2 kinds of requests and calls compared)',
  );
});

test('says why nothing was counted where the database does not answer', async () => {
  const { code, text } = await gate(['--statements'], { PGHOST: '127.0.0.1', PGPORT: '1' });
  expect({ code, text }).not.toMatchObject({ code: 0 });
  expect(text).toContain('statements: not counted: The tests failed');
  expect(text).toContain('ECONNREFUSED');
});

test('refuses a project without tests before anything runs', async () => {
  const folder = createProject({ 'package.json': '{}' });
  const { git, commit } = openGitProject(folder);
  git('init', '--quiet');
  commit('nothing');
  const { code, err } = await runCommandInProcess(['gate', '--base', 'HEAD', '--statements'], {
    cwd: folder,
    isLight: true,
  });
  expect({ code, err: err.replaceAll(/\s+/gu, ' ') }).toMatchObject({
    code: 2,
    err: expect.stringContaining('Add a test script to package.json'),
  });
});
