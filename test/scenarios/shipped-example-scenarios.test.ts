/** The scenarios of this repository: `npm run measure` measures them, this test inspects them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// Scenario files import `perf-harness`, which resolves to these sources, as in the processes that
// load them.
import '../../harness/loader/register-self-reference.ts';
import { ROOT } from '../repository/read-repository-sources.ts';

describe('shipped scenarios', () => {
  test('are listed by run --list', () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'cli/bin.ts'), 'run', '--list'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of [
      'copy by structuredClone',
      'copy by JSON',
      'render README',
      'list packages',
      'perf-harness --help',
    ]) {
      expect(stdout).toContain(name);
    }
  });

  test('all have budgets', async () => {
    for (const file of globSync(['scenarios/*.ts', 'scenarios/self/*.ts'], { cwd: ROOT })) {
      const { default: exported } = (await import(join(ROOT, file))) as {
        default: object | object[];
      };
      for (const scenario of [exported].flat()) expect(scenario).toHaveProperty('budgets');
    }
  });
});

describe('the package service', () => {
  const program = join(ROOT, 'scenarios/package-server/server.ts');
  let base = '';
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, [program], {
      env: { ...process.env, PORT: String(port) },
      stdio: 'inherit',
    });
    // Waits until the server answers; otherwise the hook's timeout ends the test.
    while (!(await fetch(`${base}/packages`).catch(() => null))?.ok) await sleep(50);
  });

  afterAll(async () => {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  });

  test('lists a page of packages by name, with how many depend on each', async () => {
    const page = (await (await fetch(`${base}/packages?page=2`)).json()) as {
      name: string;
      dependents: number;
    }[];
    expect(page).toHaveLength(20);
    const names = page.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(page.some(({ dependents }) => dependents > 0)).toBe(true);
  });

  test('shows who depends on a package', async () => {
    const found = await (await fetch(`${base}/packages/@fastify/error`)).json();
    expect(found).toMatchObject({
      name: '@fastify/error',
      dependents: expect.arrayContaining([expect.objectContaining({ dependent: 'fastify' })]),
    });
  });

  test('answers 404 for what is not in the lock file', async () => {
    const answer = await fetch(`${base}/packages/nothing-of-this-name`);
    expect(answer.status).toBe(404);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
