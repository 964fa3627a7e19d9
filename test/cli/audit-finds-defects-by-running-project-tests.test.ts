/** `audit --with-tests` on a project with node:test and a real PostgreSQL. */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { ROOT } from '../repository/read-repository-sources.ts';
import { openGitProject } from '../support/git-project.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createIsolatedDatabase, type IsolatedDatabase } from '../support/shared-databases.ts';

const ORDERS = `export async function listOrders(db) {
  const { rows } = await db.query('select id from orders order by id');
  const load = ({ id }) => db.query('select name from items where order_id = $1', [id]);
  return Promise.all(rows.map(load));
}

export async function findOrder(db, id) {
  const { rows } = await db.query('select id from orders where id = $1', [id]);
  return rows[0];
}

export async function archiveOrders(db, ids) {
  return Promise.all(ids.map((id) => db.query('delete from orders where id = $1', [id])));
}

export async function payOrder(client, id, url) {
  await client.query('begin');
  await client.query('update orders set paid = true where id = $1', [id]);
  await (await fetch(url)).text();
  await client.query('commit');
}

async function checkOwner(db, id) {
  return (await db.query('select paid from orders where id = $1', [id])).rows.length > 0;
}

async function render(db, id) {
  const { rows } = await db.query('select paid from orders where id = $1', [id]);
  await db.query('insert into items (order_id) values ($1)', [id]);
  return JSON.stringify([rows, (await db.query('select paid from orders where id = $1', [id])).rows]);
}

export const handler = (db) => async (request, response) => {
  const id = Number(request.url.slice(1));
  response.end((await checkOwner(db, id)) ? await render(db, id) : 'none');
};
`;

const TESTS = `import assert from 'node:assert';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { archiveOrders, findOrder, handler, listOrders, payOrder } from '../src/orders.js';

const db = new pg.Client();
const bank = createServer((request, response) => setTimeout(() => response.end('paid'), 30));
before(async () => {
  await db.connect();
  await db.query('drop table if exists orders, items; create table orders (id int, paid bool); create table items (order_id int, name text)');
  for (let id = 1; id <= 12; id += 1) await db.query('insert into orders (id) values ($1)', [id]);
  bank.listen(0, '127.0.0.1');
  await once(bank, 'listening');
});
after(async () => { bank.close(); await db.end(); });
test('lists', async () => assert.equal((await listOrders(db)).length, 12));
test('finds each', async () => {
  for (let id = 1; id <= 12; id += 1) assert.equal((await findOrder(db, id)).id, id);
});
test('pays', () => payOrder(db, 1, 'http://127.0.0.1:' + bank.address().port));
test('shows an order', async () => {
  const shop = createServer(handler(db)).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  for (const id of [2, 3]) await (await fetch('http://127.0.0.1:' + shop.address().port + '/' + id)).text();
  shop.close();
});
test('archives', () => archiveOrders(db, [1, 2, 3, 4, 5]));
`;

let database: IsolatedDatabase;
let root: string;

beforeAll(async () => {
  database = await createIsolatedDatabase();
  root = createProject({
    'package.json': JSON.stringify({
      type: 'module',
      scripts: { test: 'node --test' },
      dependencies: { pg: '8' },
    }),
    '.gitignore': 'node_modules\n',
    'src/orders.js': ORDERS,
    'test/orders.test.js': TESTS,
  });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
});
afterAll(async () => {
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

async function audit(...words: readonly string[]) {
  const { err, ...rest } = await runCommandInProcess(['audit', ...words], {
    cwd: root,
    env: database.env,
    isLight: true,
  });
  return { ...rest, err: err.replaceAll(/\s+/gu, ' ') };
}

describe('audit --with-tests', () => {
  test('reports defects that the tests showed, and not the loops of the tests', async () => {
    const { code, out, err } = await audit('--with-tests', '--reporter', 'json');
    expect(code, err).toBe(0);
    const { categories, findings, scenario } = JSON.parse(out) as AuditReport;
    expect(findings).toEqual([]);
    const seen = categories.flatMap((category) =>
      category.status === 'completed' ? category.findings : [],
    );
    const shown = seen.flatMap(({ rule, location, measured }) =>
      measured?.type === 'measured' ? [[rule, location, measured.text]] : [],
    );
    const measured = seen.filter((finding) => finding.evidence_class === 'measured');
    const rules = measured.map(({ rule }) => rule).toSorted();
    expect(rules).toEqual([
      ...['n-update-delete-loop', 'query-in-loop', 'redundant-fetch', 'scope-too-wide'],
    ]);
    expect(shown.toSorted()).toEqual([
      ['n-update-delete-loop', 'src/orders.js:13', 'measured: 5 queries per request or call'],
      [
        'query-in-loop',
        'src/orders.js:3',
        'measured: 13 queries per request or call, 1 + N over 12 rows of `select id from orders order by id`',
      ],
      // The read after the write is not among them.
      [
        'redundant-fetch',
        'src/orders.js:28',
        'measured: twice in each of 2 requests, with no write seen in between',
      ],
      [
        'scope-too-wide',
        'src/orders.js:17',
        expect.stringMatching(/, [\d.]+ ms of it waiting for other services$/u),
      ],
    ]);
    expect(scenario).toMatchObject({ name: 'npm run --silent test', measured: 4 });
  });

  test('fails for a loop that a change adds around an unchanged query, and only for it', async () => {
    const { git, commit } = openGitProject(root);
    const looped = '  return Promise.all(rows.map(load));\n';
    git('init', '-q', '-b', 'main');
    const once = '  await load(rows[0]);\n  return rows;\n';
    commit('lists', { 'src/orders.js': ORDERS.replace(looped, once) });
    writeFiles(root, { 'src/orders.js': ORDERS });
    const flags = ['--with-tests', '--changed', 'main', '--fail-on', 'high', '--reporter', 'json'];
    const { code, out } = await audit(...flags, '--', process.execPath, 'test/orders.test.js');
    rmSync(join(root, '.git'), { recursive: true });
    expect(code).toBe(1);
    const { categories } = JSON.parse(out) as AuditReport;
    const found = categories.flatMap((category) =>
      category.status === 'completed' ? category.findings : [],
    );
    expect(found.map(({ rule, location }) => [rule, location])).toEqual([
      ['query-in-loop', 'src/orders.js:3'],
    ]);
  });

  test('counts what ran before the tests failed, and reports that they failed', async () => {
    writeFiles(root, { 'test/broken.test.js': "throw new Error('no such table');\n" });
    const { code, out } = await audit(
      ...['--with-tests', '--reporter', 'json', '--', process.execPath, 'test/broken.test.js'],
    );
    rmSync(join(root, 'test/broken.test.js'));
    expect(code).toBe(0);
    const { findings } = JSON.parse(out) as AuditReport;
    expect(findings).toMatchObject([
      { id: 'tests-failed', message: expect.stringContaining('exited with code 1') },
    ]);
  });

  test.each([
    [['--with-tests', '--with-scenario', 'orders'], 'cannot be combined'],
    [['--with-tests', '--sql-url', 'DATABASE_URL'], 'not during tests'],
    [['--with-tests', '--'], 'No command follows `--`'],
    [['--', 'npm', 'test'], 'only together with --with-tests'],
    [['--with-tests', '--', 'true'], 'Nothing was observed while `true` ran'],
    [['--with-tests', '--', 'no-such-runner'], 'no-such-runner is not installed'],
  ])('refuses %j in one paragraph', async (words, message) => {
    const { code, err } = await audit(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain(' at ');
  });
});
