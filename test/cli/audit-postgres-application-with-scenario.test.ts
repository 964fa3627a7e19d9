/** `audit --with-scenario` on a real server and PostgreSQL (with libraries and Python: see the proof test). */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  type MeasuredService,
  openMeasuredService,
} from '../support/service-with-counted-queries.ts';

const SCENARIO = 'scenarios/orders.js';

/** The application without Fastify and Drizzle, which would take most of the time to start. */
const PLAIN = {
  'src/database.ts': `import pg from 'pg';
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
`,
  'src/orders.ts': `import { pool } from './database.ts';

const cents = new Map();

export async function loadOrders(customerId: number) {
  const { rows } = await pool.query('select * from orders where customer_id = $1', [customerId]);
  const loaded = [];
  for (const order of rows) {
    const own = await pool.query('select * from items where order_id = $1', [order.id]);
    // Enough memory to be seen in a short load.
    loaded.push({ ...order, items: own.rows, space: new Array(2_000) });
  }
  return loaded.map(({ space, ...others }) => others);
}

/** The rate of each currency, which is asked for once. */
export async function loadRates(customerId: number) {
  const { rows } = await pool.query('select * from orders where customer_id = $1', [customerId]);
  for (const order of rows) {
    if (!cents.has(order.currency)) {
      const rate = await pool.query('select cents from rates where currency = $1', [order.currency]);
      cents.set(order.currency, rate.rows[0].cents);
    }
  }
  return rows.map((order) => cents.get(order.currency));
}
`,
  'src/archive.ts': `import { pool } from './database.ts';

export async function archiveOrders(customerId: number) {
  const { rows } = await pool.query('select * from orders where customer_id = $1', [customerId]);
  const names = [];
  for (const order of rows) {
    const owner = await pool.query('select name from customers where id = $1', [order.customer_id]);
    names.push(owner.rows[0].name);
  }
  return names;
}
`,
  'src/server.ts': `import { createServer } from 'node:http';
import { archiveOrders } from './archive.ts';
import { loadOrders, loadRates } from './orders.ts';

createServer(async (request, response) => {
  const id = Number(request.url?.split('/')[2]);
  const answer = request.method === 'POST' ? await archiveOrders(id) : [await loadOrders(id), await loadRates(id)];
  response.end(JSON.stringify(answer));
}).listen(process.env.PORT, '127.0.0.1');
`,
};

describe('the audit of an application with PostgreSQL', () => {
  let service: MeasuredService;
  beforeAll(async () => {
    service = await openMeasuredService('fastify-drizzle');
    const scenario = readFileSync(join(service.root, SCENARIO), 'utf8');
    // A dozen requests show as much as hundreds.
    writeFiles(service.root, {
      ...PLAIN,
      [SCENARIO]: scenario.replaceAll(/'(?:1 s|200 ms)'/gu, "'100 ms'"),
    });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(service.root, { recursive: true, force: true });
  });
  const audit = async (...words: readonly string[]) => {
    const env = { ...service.env, SHOP: shop };
    const { err, ...rest } = await runCommandInProcess(['audit', ...words], {
      cwd: service.root,
      env,
      isLight: true,
    });
    return { ...rest, err: err.replaceAll(/\s+/gu, ' ') };
  };
  /** Value of the environment variable `SHOP`. */
  let shop = '';

  test('measures its N+1, dismisses the look-alike, and reports what is on no path', async () => {
    const { code, out, err } = await audit('--with-scenario', 'orders', '--reporter', 'json');
    expect(code, err).toBe(0);
    const report = JSON.parse(out) as AuditReport;
    expect(report.findings).toEqual([]);
    const [queries] = report.categories;
    if (queries?.status !== 'completed') throw new Error('651 did not finish');
    const measured = new Map(
      queries.findings.map((finding) => [finding.location, finding.measured]),
    );
    expect(measured.get('src/orders.ts:9')).toMatchObject({
      type: 'measured',
      text: expect.stringMatching(/^measured: 41 queries per request, 1 \+ N over 40 rows of `/u),
    });
    expect(measured.get('src/archive.ts:7')).toEqual({
      type: 'not reached',
      text: 'not reached by the scenario: no code in the file ran',
    });
    const inLoops = queries.dismissed.filter(({ rule }) => rule === 'query-in-loop');
    expect(inLoops.map(({ location, reason }) => [location, reason])).toEqual([
      [
        'src/orders.ts:21',
        "measured: the loop ran 40 times per call, and the loop's statement ran at most once per request",
      ],
    ]);
    expect(report.scenario).toMatchObject({
      name: 'orders',
      unit: 'request',
      measured: 1,
      not_reached: 1,
      not_decided: 0,
      dismissed: 1,
      database: null,
    });
    // The machine decides which functions are hit by the samples of such a short load.
    expect(report.scenario?.busy).toEqual(expect.any(Array));
    expect(report.scenario?.allocated?.map((allocation) => allocation.function)).toContain(
      'loadOrders',
    );
  });

  test('does not start it when the named database cannot be queried, and hides the password', async () => {
    const address = new URL(service.url);
    address.password = 's3cret word';
    const named = ['--with-scenario', 'orders', '--sql-url'];
    const refused = await audit(...named, String(address));
    expect(refused.err).toContain(
      'does not provide statement statistics: relation "pg_stat_statements"',
    );
    address.port = '1';
    shop = String(address);
    const down = await audit(...named, 'SHOP');
    expect(down.err).toMatch(/The database 127\.0\.0\.1:1\/postgres cannot be queried: .*refused/u);
    askForPasswords(service);
    const closed = await audit(...named, service.url.replace('postgres@', 'closed:s3cret@'));
    expect(closed.err).toContain('password authentication failed for user "closed"');
    for (const { code, out, err } of [refused, down, closed]) {
      expect(code).toBe(4);
      expect(`${out}${err}`).not.toMatch(/s3cret/u);
    }
  });

  test('refuses --sql-url without a scenario, and any value that is not an address', async () => {
    const alone = await audit('--sql-url', 'postgresql://a:s3cret@b/c');
    expect(alone.err).toMatch(/specify the scenario with --with-scenario/u);
    const wrong = await audit('--with-scenario', 'orders', '--sql-url', 'mysql://a:s3cret@b/c');
    expect(wrong.err).toMatch(/is not a PostgreSQL URL/u);
    const neither = await audit('--with-scenario', 'orders', '--sql-url', 's3cret');
    expect(neither.err).toMatch(/the given value is neither/u);
    for (const { code, out, err } of [alone, wrong, neither]) {
      expect(code).toBe(2);
      expect(`${out}${err}`).not.toMatch(/s3cret/u);
    }
  });
});

/** Makes the database require a password of the role `closed` from now on. */
function askForPasswords({ query }: MeasuredService): void {
  query("CREATE ROLE closed LOGIN PASSWORD 'right'");
  const rows = [
    'host all closed all scram-sha-256',
    'host all all all trust',
    'local all all trust',
  ];
  const values = rows.map((row) => `('${row}')`).join(', ');
  query(`COPY (VALUES ${values}) TO '${query('SHOW hba_file')}'`);
  query('SELECT pg_reload_conf()');
}
