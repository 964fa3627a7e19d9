/** Statements, their rows, failures and transactions, as drivers without other tests record them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { attachToPython } from '../../../profilers/python/profile-python-event-loop.ts';
import { createWaitProfiler } from '../../../profilers/waits/wait-profiler.ts';
import { COMPLETE_VARIABLE } from '../../../profilers/waits/wait-span-store.ts';
import { findTestNodePackages } from '../../../tools/install-test-node-packages.ts';
import { findTestPython } from '../../../tools/install-test-python-environment.ts';
import { ROOT } from '../../repository/read-repository-sources.ts';
import { createIsolatedDatabase, type IsolatedDatabase } from '../../support/shared-databases.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'drivers-'));
let database: IsolatedDatabase;

beforeAll(async () => {
  database = await createIsolatedDatabase();
});
afterAll(async () => {
  await host.processes.stopAll();
  await database.drop();
  rmSync(root, { recursive: true });
});

const importOf = (packages: string, file: string): string =>
  pathToFileURL(join(packages, file)).href;

/** Creates a table, fails in a transaction, rolls back, inserts, and reads one row. */
const inSqlite = (imported: string, open: string): string => `${imported}
const db = ${open};
db.exec('create table codes (code text primary key)');
db.exec('begin');
const insert = db.prepare('insert into codes (code) values (?)');
insert.run('a');
try { insert.run('a'); } catch {}
db.exec('rollback');
insert.run('a');
db.prepare('select code from codes where code = ?').get('b');
`;

const IN_POSTGRES = `import postgres from '${importOf(findTestNodePackages(), 'postgres/src/index.js')}';
const sql = postgres({ host: process.env.PGHOST, max: 1, fetch_types: false });
await sql\`create table codes (code text primary key)\`;
await sql.begin(async (tx) => {
  await tx\`insert into codes (code) values (\${'a'})\`;
  await tx\`insert into codes (code) values (\${'a'})\`;
}).catch(() => undefined);
await sql\`insert into codes (code) values (\${'a'})\`;
await sql\`select code from codes where code = \${'b'}\`;
await sql.end();
`;

const IN_PYTHON = `import sqlite3
db = sqlite3.connect(":memory:")
db.execute("create table codes (code text primary key)")
try:
    with db:
        db.execute("insert into codes (code) values (?)", ["a"])
        db.execute("insert into codes (code) values (?)", ["a"])
except sqlite3.IntegrityError:
    pass
db.isolation_level = None
db.execute("insert into codes (code) values (?)", ["a"])
db.execute("select code from codes where code = ?", ["b"]).fetchone()
`;

const INSERT = 'insert into codes (code) values (?)';

/** Runs a program with its statements recorded. */
async function runWatched(text: string, isPython: boolean) {
  const folder = mkdtempSync(join(root, 'of-'));
  const program = join(folder, isPython ? 'program.py' : 'program.mjs');
  writeFileSync(program, text);
  const attach = attachToPython(host, createWaitProfiler(host).attach, undefined);
  const { env, read } = attach(folder, undefined);
  const { exit, stderr } = await host.processes.exec({
    file: isPython ? findTestPython() : process.execPath,
    args: [program],
    env: { ...database.env, ...env, [COMPLETE_VARIABLE]: '1' },
    timeoutMs: 120_000,
  });
  return { exit, stderr, read };
}

test.each([
  [
    'node:sqlite',
    inSqlite("import { DatabaseSync } from 'node:sqlite';", "new DatabaseSync(':memory:')"),
  ],
  [
    'better-sqlite3',
    inSqlite(
      `import Database from '${importOf(join(ROOT, 'node_modules'), 'better-sqlite3/lib/index.js')}';`,
      "new Database(':memory:')",
    ),
  ],
  ['postgres.js', IN_POSTGRES],
  ['sqlite3 of Python', IN_PYTHON],
])('%s: records rows, a failure, and the transaction that it rolls back', async (name, text) => {
  const { exit, stderr, read } = await runWatched(text, text === IN_PYTHON);
  expect(exit, stderr).toMatchObject({ code: 0 });
  const { sites, spans } = await read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY });
  const seen = Array.from(spans.site, (site, row) => ({
    detail: (sites[site]?.detail ?? '').toLowerCase().trim(),
    rows: spans.rows?.[row],
    connection: spans.connection?.[row],
    kind: sites[site]?.kind,
  })).filter(({ kind, detail }) => kind === 'database' && !detail.startsWith('create'));
  expect(seen.map(({ detail, rows }) => [detail, Math.min(rows ?? 0, 1)])).toEqual([
    ['begin', expect.any(Number)],
    [INSERT, 1],
    [INSERT, -2],
    ['rollback', expect.any(Number)],
    [INSERT, 1],
    ['select code from codes where code = ?', 0],
  ]);
  expect(new Set(seen.map(({ connection }) => connection)), name).toEqual(new Set([1]));
});

/** SQLite commits when the cursor of an unfinished statement is gone, without a garbage collection. */
const UNFINISHED_STATEMENT = `import gc, sqlite3
gc.disable()
db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("create table codes (code text)")
db.execute("begin")
db.execute("insert into codes values ('a'), ('b'), ('c') returning code").fetchone()
db.cursor().execute("insert into codes values ('d'), ('e'), ('f') returning code").fetchone()
db.execute("commit")
`;

test('sqlite3 of Python: a statement ends with its cursor', async () => {
  const { exit, stderr } = await runWatched(UNFINISHED_STATEMENT, true);
  expect(exit, stderr).toMatchObject({ code: 0 });
});
