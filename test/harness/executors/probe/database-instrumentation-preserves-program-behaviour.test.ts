/** Programs whose pools and queries are timed behave like unobserved programs. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { countQueries } from '../../../../harness/executors/probe/count-queries-and-round-trips.ts';
import { openServerProbe } from '../../../../harness/executors/probe/server-probe.ts';
import { createHost } from '../../../../harness/host.ts';
import { sharedMariadb, sharedPostgres } from '../../../support/shared-databases.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'ph observe ü-'));
let folders = 0;

afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

/** Runs a program plainly, timed, and both timed and counted. */
async function runs(program: string, ways: readonly string[]) {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  const path = fileURLToPath(new URL(`../../../fixtures/probe/${program}`, import.meta.url));
  const own = {
    PG_SOCKET_FOLDER: await sharedPostgres(),
    MYSQL_SOCKET: await sharedMariadb(),
  };
  const run = (env: Readonly<Record<string, string>>) =>
    host.processes.exec({
      file: process.execPath,
      args: [path, ...ways],
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
  [
    'query-pg.mjs',
    {
      promise: 1,
      callback: 1,
      prepared: 2,
      pool: 1,
      transaction: 3,
      cursor: 1,
      error: 1,
      misuse: 0,
      shape: 0,
    },
  ],
  [
    'query-mysql2.cjs',
    {
      promise: 1,
      callback: 1,
      stream: 1,
      execute: 2,
      prepared: 2,
      pool: 1,
      transaction: 3,
      error: 1,
      unprepared: 0,
      misuse: 0,
    },
  ],
])('%s behaves as before in each way, and still counts', async (program, counts) => {
  const { plain, timed, both, queries } = await runs(program, Object.keys(counts));
  expect(plain.stderr).toBe('');
  expect(plain.stdout.trim().split('\n')).toHaveLength(Object.keys(counts).length);
  expect(timed).toEqual(plain);
  expect(both).toEqual(plain);
  expect(queries).toBe(Object.values(counts).reduce((sum, count) => sum + count, 0));
});
