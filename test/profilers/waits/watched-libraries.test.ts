/** Programs whose waits are told behave as those that nobody looks at. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { createWaitProfiler } from '../../../profilers/waits/wait-profiler.ts';
import { sharedMariadb, sharedPostgres } from '../../support/shared-databases.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'ph waits ü-'));
let postgres: string;
let mariadb: string;

beforeAll(async () => {
  [postgres, mariadb] = await Promise.all([sharedPostgres(), sharedMariadb()]);
});
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

test.each([
  ['query-pg.mjs', 'promise'],
  ['query-pg.mjs', 'callback'],
  ['query-pg.mjs', 'prepared'],
  ['query-pg.mjs', 'pool'],
  ['query-pg.mjs', 'transaction'],
  ['query-pg.mjs', 'cursor'],
  ['query-pg.mjs', 'error'],
  ['query-pg.mjs', 'misuse'],
  ['query-mysql2.cjs', 'promise'],
  ['query-mysql2.cjs', 'callback'],
  ['query-mysql2.cjs', 'stream'],
  ['query-mysql2.cjs', 'execute'],
  ['query-mysql2.cjs', 'prepared'],
  ['query-mysql2.cjs', 'pool'],
  ['query-mysql2.cjs', 'transaction'],
  ['query-mysql2.cjs', 'error'],
  ['query-mysql2.cjs', 'unprepared'],
  ['query-mysql2.cjs', 'misuse'],
] as const)('%s by %s is as before', async (program, way) => {
  const folder = mkdtempSync(join(root, 'of-'));
  const path = fileURLToPath(new URL(`../../fixtures/probe/${program}`, import.meta.url));
  const own = { PG_SOCKET_FOLDER: postgres, MYSQL_SOCKET: mariadb };
  const run = async (env: Readonly<Record<string, string>>) => {
    const { exit, stdout, stderr } = await host.processes.exec({
      file: process.execPath,
      args: [path, way],
      env: { ...own, ...env },
      timeoutMs: 30_000,
    });
    return { exit, stdout, stderr };
  };
  const attached = createWaitProfiler(host).attach(folder, undefined);
  const [plain, watched] = [await run({}), await run(attached.env)];
  expect(watched).toEqual(plain);
  const record = await attached.read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY });
  expect(record.lost).toBe(0);
});
