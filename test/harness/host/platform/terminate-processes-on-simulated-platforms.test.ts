/** Programs and how they end, on an emulated other platform. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { currentPlatform } from '../../../../harness/host/platform/current-platform.ts';
import { platformName } from '../../../../harness/host/platform/platform-name.ts';
import { isAlive } from '../../../../harness/host/process/process-identity-and-liveness.ts';
import { createHost } from '../../../../harness/host.ts';
import {
  simulatedVariables,
  simulatePlatform,
  TESTED_PLATFORMS,
} from '../../../support/simulated-platform.ts';

const KILLED = fileURLToPath(new URL('../../../fixtures/host/killed.ts', import.meta.url));

/** True if the process has ended, even if its container's init process has not reaped it yet. */
function isGone(pid: number): boolean {
  if (!isAlive({ pid, startedTicks: null })) return true;
  if (process.platform !== 'linux') return false;
  return /^Z|^$/.test(
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout,
  );
}

/** Ignores polite signals, and prints its process id. */
const STUBBORN = `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); console.log(process.pid); setInterval(() => {}, 1000)`;

/** Starts a stubborn program that starts another one and prints the other's process id. */
function startTwo(host: ReturnType<typeof createHost>, options = {}) {
  const line = Promise.withResolvers<string>();
  const inner = `[process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], ${JSON.stringify({ stdio: 'inherit', ...options })}]`;
  const code = `${STUBBORN.replace('console.log(process.pid)', '')}; require('node:child_process').spawn(...${inner})`;
  const program = host.processes.start({
    file: process.execPath,
    args: ['-e', code],
    onLine: line.resolve,
  });
  return { program, inner: line.promise.then(Number) };
}

describe.each(TESTED_PLATFORMS)('processes on %s', (name) => {
  simulatePlatform(name);

  test('run on this machine in place of that platform', () => {
    expect([platformName(), currentPlatform().name, createHost().platform.name]).toEqual([
      name,
      name,
      name,
    ]);
  });

  test('end with their children, even if those ignore polite signals', async () => {
    const host = createHost();
    const { program, inner } = startTwo(host);
    const pid = await inner;
    expect(isGone(pid)).toBe(false);
    await program.stop(50);
    await expect.poll(() => isGone(pid), { timeout: 100_000 }).toBe(true);
  });

  test('report how they ended, as on every platform', async () => {
    const { exec, start, stopAll } = createHost().processes;
    const short = start({ file: process.execPath, args: ['-e', 'process.exit(3)'] });
    expect(await short.exited).toEqual({ type: 'code', code: 3 });
    expect(short.members()).toEqual([]);
    expect((await exec({ file: 'no-such-program', timeoutMs: 300_000 })).exit).toMatchObject({
      type: 'not-started',
    });
    const waits = ['-e', 'setTimeout(() => {}, 60_000)'];
    const late = await exec({ file: process.execPath, args: waits, timeoutMs: 100 });
    expect(late).toMatchObject({ timedOut: true, exit: { type: 'signal' } });
    // The rest of a tree may end later, and must not be looked for on the next platform.
    await stopAll();
  });

  test('end their children when they are killed', async () => {
    const { stdout, signal } = spawnSync(process.execPath, [KILLED], {
      encoding: 'utf8',
      env: { ...process.env, ...simulatedVariables(name) },
    });
    const pid = Number(stdout);
    expect({ signal, isNumber: pid > 0 }).toEqual({ signal: 'SIGKILL', isNumber: true });
    await expect.poll(() => isGone(pid), { timeout: 100_000 }).toBe(true);
  });
});

describe.runIf(TESTED_PLATFORMS.includes('macos'))('process groups on macOS', () => {
  simulatePlatform('macos');

  test('end with the program, including processes that left the group', async () => {
    const { program, inner } = startTwo(createHost(), { detached: true });
    const pid = await inner;
    await program.stop(0);
    await expect.poll(() => isGone(pid), { timeout: 100_000 }).toBe(true);
  });
});
