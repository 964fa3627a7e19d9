/** `audit --with-tests` with a runner that compiles sources in memory, and with Python. */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { findTestPython } from '../../tools/install-test-python-environment.ts';
import { ROOT } from '../repository/read-repository-sources.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createIsolatedDatabase } from '../support/shared-databases.ts';

async function observed(
  files: Readonly<Record<string, string>>,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const root = createProject({ '.gitignore': 'node_modules\n', ...files });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const { code, out, err } = await runCommandInProcess(
    ['audit', '--with-tests', '--reporter', 'json', '--', ...command],
    { cwd: root, env },
  );
  rmSync(root, { recursive: true, force: true });
  expect(code, err).toBe(0);
  const { categories, findings } = JSON.parse(out) as AuditReport;
  expect(findings).toEqual([]);
  return categories.flatMap((category) =>
    category.status === 'completed'
      ? category.findings.map(({ location, measured }) => [location, measured?.text])
      : [],
  );
}

test('vitest: an N+1 has the line of the source, although its types are gone', async () => {
  const database = await createIsolatedDatabase();
  const seen = await observed(
    {
      'package.json': JSON.stringify({ type: 'module', dependencies: { pg: '8' } }),
      'src/orders.ts': `import type { Client } from 'pg';

interface Order {
  readonly id: number;
  readonly items: readonly unknown[];
}

export async function listOrders(db: Client): Promise<readonly Order[]> {
  const { rows } = await db.query('select id from orders order by id');
  const load = async ({ id }: { id: number }): Promise<Order> => {
    const items = await db.query('select name from items where order_id = $1', [id]);
    return { id, items: items.rows };
  };
  return Promise.all(rows.map(load));
}
`,
      'test/orders.test.ts': `import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { listOrders } from '../src/orders.ts';

const db = new pg.Client();
beforeAll(async () => {
  await db.connect();
  await db.query('create table orders (id int); create table items (order_id int, name text)');
  await db.query('insert into orders select generate_series(1, 12)');
});
afterAll(() => db.end());
test('lists', async () => expect(await listOrders(db)).toHaveLength(12));
`,
    },
    ['npx', 'vitest', 'run'],
    database.env,
  );
  await database.drop();
  expect(seen).toEqual([
    [
      'src/orders.ts:11',
      'measured: 13 queries per request or call, 1 + N over 12 rows of `select id from orders order by id`',
    ],
  ]);
});

test('Python: a loop of the application is reported, a loop of a test and of set-up is not', async () => {
  const seen = await observed(
    {
      'shop/__init__.py': '',
      'shop/orders.py': `from sqlalchemy import text


def load_names(session, orders):
    query = text("select name from items where order_id = :id")
    return [session.execute(query, {"id": order.id}).all() for order in orders]


def list_orders(session):
    return load_names(session, session.execute(text("select id from orders")).all())


def find_order(session, key):
    return session.execute(text("select id from orders where id = :id"), {"id": key}).one()
`,
      'tests/__init__.py': '',
      'tests/test_orders.py': `import unittest

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from shop.orders import find_order, list_orders


class Orders(unittest.TestCase):
    def setUp(self):
        self.session = Session(create_engine("sqlite://"))
        self.session.execute(text("create table orders (id int)"))
        self.session.execute(text("create table items (order_id int, name text)"))
        for key in range(1, 9):
            self.session.execute(text("insert into orders values (:id)"), {"id": key})

    def tearDown(self):
        self.session.close()

    def test_list(self):
        self.assertEqual(len(list_orders(self.session)), 8)

    def test_each(self):
        for key in range(1, 9):
            self.assertEqual(find_order(self.session, key).id, key)
`,
    },
    [findTestPython(), '-m', 'unittest'],
  );
  expect(seen).toEqual([['shop/orders.py:6', 'measured: 8 queries per request or call']]);
});
