/** Programs whose pools and queries are timed behave as those that nobody looks at. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countQueries } from '../../../../harness/executors/probe/queries.ts';
import { openServerProbe } from '../../../../harness/executors/probe/server-probe.ts';
import { createHost } from '../../../../harness/host.ts';
import { sharedMariadb, sharedPostgres } from '../../../support/shared-databases.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'ph observe ü-'));
let postgres: string;
let mariadb: string;
let folders = 0;

beforeAll(async () => {
  [postgres, mariadb] = await Promise.all([sharedPostgres(), sharedMariadb()]);
});
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

/** Runs a program plainly, timed, and both timed and counted. */
async function ways(program: string, way: string) {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  const path = fileURLToPath(new URL(`../../../fixtures/probe/${program}`, import.meta.url));
  const own = { PG_SOCKET_FOLDER: postgres, MYSQL_SOCKET: mariadb };
  const run = (env: Readonly<Record<string, string>>) =>
    host.processes.exec({
      file: process.execPath,
      args: [path, way],
      env: { ...own, ...env },
      timeoutMs: 30_000,
    });
  const probe = await openServerProbe(folder, undefined);
  const counted = countQueries(host.files, folder, probe.env.NODE_OPTIONS);
  try {
    return {
      plain: await run({}),
      timed: await run(probe.env),
      both: await run({ ...probe.env, ...counted.env }),
      queries: counted.read(),
    };
  } finally {
    await probe.close();
  }
}

test.each([
  ['query-pg.mjs', 'promise', 1],
  ['query-pg.mjs', 'callback', 1],
  ['query-pg.mjs', 'prepared', 2],
  ['query-pg.mjs', 'pool', 1],
  ['query-pg.mjs', 'transaction', 3],
  ['query-pg.mjs', 'cursor', 1],
  ['query-pg.mjs', 'error', 1],
  ['query-pg.mjs', 'misuse', 0],
  ['query-pg.mjs', 'shape', 0],
  ['query-mysql2.cjs', 'promise', 1],
  ['query-mysql2.cjs', 'callback', 1],
  ['query-mysql2.cjs', 'stream', 1],
  ['query-mysql2.cjs', 'execute', 2],
  ['query-mysql2.cjs', 'prepared', 2],
  ['query-mysql2.cjs', 'pool', 1],
  ['query-mysql2.cjs', 'transaction', 3],
  ['query-mysql2.cjs', 'error', 1],
  ['query-mysql2.cjs', 'unprepared', 0],
  ['query-mysql2.cjs', 'misuse', 0],
] as const)('%s by %s is as before, and still counts %i', async (program, way, expected) => {
  const { plain, timed, both, queries } = await ways(program, way);
  expect(plain.stderr).toBe('');
  expect(timed).toEqual(plain);
  expect(both).toEqual(plain);
  expect(queries).toBe(expected);
});
