/** Programs whose waits are recorded behave as without the recording. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const PG = 'promise callback prepared pool transaction cursor error misuse'.split(' ');
const MYSQL2 =
  'promise callback stream execute prepared pool transaction error unprepared misuse'.split(' ');

describe.each([
  ['query-pg.mjs', PG],
  ['query-mysql2.cjs', MYSQL2],
])('%s', (program, ways) => {
  const folder = mkdtempSync(join(root, 'of-'));
  const attached = createWaitProfiler(host).attach(folder, undefined);
  /** Runs the program in all ways, back to back; each way prints one line. */
  const run = async (env: Readonly<Record<string, string>>) => {
    const path = fileURLToPath(new URL(`../../fixtures/probe/${program}`, import.meta.url));
    const { exit, stdout, stderr } = await host.processes.exec({
      file: process.execPath,
      args: [path, ...ways],
      env: { PG_SOCKET_FOLDER: postgres, MYSQL_SOCKET: mariadb, ...env },
      timeoutMs: 300_000,
    });
    return { exit, stderr, lines: stdout.split('\n') };
  };

  test('works as before in every way, and ends with a complete record', async () => {
    const [plain, watched] = [await run({}), await run(attached.env)];
    expect(watched).toEqual(plain);
    expect(plain).toMatchObject({ exit: { code: 0 }, stderr: '' });
    expect(plain.lines).toHaveLength(ways.length + 1);
    const record = await attached.read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY });
    expect(record.lost).toBe(0);
    for (const [index, way] of ways.entries()) expect(plain.lines[index], way).toMatch(/^["[]/u);
  });
});
