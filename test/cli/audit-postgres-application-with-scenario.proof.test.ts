/**
 * `audit --with-scenario` on both kinds of server, compared with the database's own counts, and the
 * gain of the recommended change as measured by `compare`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { findTestPython } from '../../tools/install-test-python-environment.ts';
import { createLockName, runCli } from '../support/run-cli.ts';
import {
  type MeasuredService,
  openMeasuredService,
} from '../support/service-with-counted-queries.ts';

const TIMEOUT_MS = 600_000;
const opened: MeasuredService[] = [];
afterEach(async () => {
  for (const { stop, root } of opened.splice(0)) {
    await stop();
    rmSync(root, { recursive: true, force: true });
  }
});

async function open(name: string): Promise<MeasuredService> {
  const service = await openMeasuredService(name);
  opened.push(service);
  return service;
}

/** Runs a command in a separate process; returns its JSON output. */
async function perf<Report>(service: MeasuredService, ...words: readonly string[]) {
  const env = { ...service.env, PYTHON: findTestPython(), PERF_HARNESS_LOCK: createLockName() };
  const { code, out, err } = await runCli([...words, '--reporter', 'json'], {
    cwd: service.root,
    env,
  });
  expect(out, err).not.toBe('');
  return { code, err, report: JSON.parse(out) as Report };
}

/** Returns the measurements that a scenario adds to the findings of an auditor, by location. */
function saidOf({ categories }: AuditReport, auditor: string): Readonly<Record<string, string>> {
  const found = categories.find((category) => category.auditor === auditor);
  if (found?.status !== 'completed') throw new Error(`${auditor} did not finish`);
  const all = [...found.findings, ...found.dismissed];
  return Object.fromEntries(
    all.flatMap(({ location, measured }) =>
      measured === undefined ? [] : [[location, `${measured.type}: ${measured.text}`]],
    ),
  );
}

/** Commits a file with the given replacements, and compares it with the previous commit. */
async function comparedAfter(
  service: MeasuredService,
  metric: string,
  file: string,
  ...parts: readonly (readonly [before: string | RegExp, after: string])[]
) {
  let changed = readFileSync(join(service.root, file), 'utf8');
  for (const [before, after] of parts) {
    expect(changed.search(before)).not.toBe(-1);
    changed = changed.replace(before, after);
  }
  service.commit('ask once', { [file]: changed });
  const words = ['compare', 'HEAD~1', 'HEAD', 'orders', '--no-explain', '--metric', metric];
  const { report } = await perf<ComparisonReport>(service, ...words);
  return report.comparisons.find((comparison) => comparison.metric === metric);
}

test(
  'audits a FastAPI application with SQLAlchemy',
  async () => {
    const service = await open('fastapi-sqlalchemy');
    service.query('CREATE EXTENSION pg_stat_statements');
    const { report } = await perf<AuditReport>(
      service,
      ...['audit', '--with-scenario', 'orders', '--sql-url', service.url],
    );
    expect(report.findings).toEqual([]);
    const said = saidOf(report, '651');
    expect(said['app/main.py:18']).toMatch(
      /^measured: measured: 41 queries per request, 1 \+ N over 40 rows of `SELECT .* FROM orders .*the database counted \d+ calls/u,
    );
    expect(said['app/main.py:27']).toMatch(
      /^dismissed by measurement: measured: the loop ran 40 times per call/u,
    );
    expect(said['app/main.py:36']).toBe(
      'not reached: not reached by the scenario: archive_orders is not called',
    );
    expect(saidOf(report, '653')['app/main.py:43']).toBe(
      'not reached: not reached by the scenario: health is not called',
    );
    const items = report.scenario?.database?.statements.find(({ statement }) =>
      statement.includes('FROM items'),
    );
    expect(items?.plan?.join('\n')).toMatch(/Scan/u);
    expect(report.scenario?.transactions[0]).toMatchObject({
      ended_by: 'rollback',
      statements: 42,
    });

    const change = await comparedAfter(service, 'latency.p50', 'app/main.py', [
      / {4}listed = \[\]\n {4}for order in orders:\n[^\n]+\n[^\n]+\n/u,
      `    items = session.scalars(select(Item).where(Item.order_id.in_([one.id for one in orders]))).all()
    listed = [
        {"id": order.id, "items": [one.product for one in items if one.order_id == order.id]}
        for order in orders
    ]
`,
    ]);
    expect(change).toMatchObject({ verdict: 'improved' });
  },
  TIMEOUT_MS,
);

test(
  'audits a Fastify application with Drizzle',
  async () => {
    const service = await open('fastify-drizzle');
    const { report } = await perf<AuditReport>(service, 'audit', '--with-scenario', 'orders');
    expect(saidOf(report, '651')['src/orders.ts:12']).toMatch(/1 \+ N over 40 rows/u);
    const change = await comparedAfter(
      service,
      'queries',
      'src/orders.ts',
      ['import { eq }', 'import { eq, inArray }'],
      [
        / {2}const loaded = \[\];\n {2}for \(const order of found\) \{\n {4}const own[\s\S]*?return loaded;\n/u,
        `  const asked = found.map(({ id }) => id);
  const all = await db.select().from(items).where(inArray(items.orderId, asked));
  const byOrder = Map.groupBy(all, ({ orderId }) => orderId);
  return found.map((order) => ({ ...order, items: byOrder.get(order.id) ?? [] }));
`,
      ],
    );
    expect(change).toMatchObject({ verdict: 'improved' });
  },
  TIMEOUT_MS,
);
