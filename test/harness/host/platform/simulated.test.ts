/** Programs and their ends on a machine that stands for another platform. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { platformName } from '../../../../harness/host/platform/platform-name.ts';
import { thisPlatform } from '../../../../harness/host/platform/this-platform.ts';
import { isAlive } from '../../../../harness/host/process/process-alive.ts';
import { createHost } from '../../../../harness/host.ts';
import {
  type SimulatedPlatform,
  simulatedVariables,
  simulatePlatform,
} from '../../../support/simulated-platform.ts';

const PLATFORMS: readonly SimulatedPlatform[] = ['macos', 'windows', 'other'];
const KILLED = fileURLToPath(new URL('../../../fixtures/host/killed.ts', import.meta.url));

const isGone = (pid: number): boolean => !isAlive({ pid, startedTicks: null });

/** Starts a program that starts another one, and prints the id of that. */
function startTwo(host: ReturnType<typeof createHost>, script: string) {
  const line = Promise.withResolvers<string>();
  const program = host.processes.start({ file: 'sh', args: ['-c', script], onLine: line.resolve });
  return { program, inner: line.promise.then(Number) };
}

describe.each(PLATFORMS)('on %s', (name) => {
  simulatePlatform(name);

  test('this machine stands for it', () => {
    expect([platformName(), thisPlatform().name, createHost().platform.name]).toEqual([
      name,
      name,
      name,
    ]);
  });

  test('a program ends with what it has started, though that ignores what is polite', async () => {
    const host = createHost();
    const { program, inner } = startTwo(
      host,
      `trap '' TERM; sh -c 'trap "" TERM; echo $$; while :; do sleep 0.05; done' & wait`,
    );
    const pid = await inner;
    expect(isGone(pid)).toBe(false);
    await program.stop(50);
    await expect.poll(() => isGone(pid), { timeout: 5_000 }).toBe(true);
    expect(program.members()).toEqual([]);
  });

  test('how a program ended is told as everywhere', async () => {
    const { exec } = createHost().processes;
    const run = async (code: string) =>
      (await exec({ file: process.execPath, args: ['-e', code], timeoutMs: 10_000 })).exit;
    expect(await run('process.exit(3)')).toEqual({ type: 'code', code: 3 });
    expect((await exec({ file: 'no-such-program', timeoutMs: 1_000 })).exit).toMatchObject({
      type: 'not-started',
    });
    const late = await exec({ file: 'sleep', args: ['60'], timeoutMs: 100 });
    expect(late).toMatchObject({ timedOut: true, exit: { type: 'signal' } });
  });

  test('what a program has started ends where the program is killed', async () => {
    const { stdout, signal } = spawnSync(process.execPath, [KILLED], {
      encoding: 'utf8',
      env: { ...process.env, ...simulatedVariables(name) },
    });
    const pid = Number(stdout);
    expect({ signal, isNumber: pid > 0 }).toEqual({ signal: 'SIGKILL', isNumber: true });
    await expect.poll(() => isGone(pid), { timeout: 10_000 }).toBe(true);
  });
});

describe('on macos', () => {
  simulatePlatform('macos');

  test('what has left the group of a program ends with it', async () => {
    const { program, inner } = startTwo(
      createHost(),
      `setsid sh -c 'echo $$; while :; do sleep 0.05; done' & wait`,
    );
    const pid = await inner;
    await program.stop(0);
    await expect.poll(() => isGone(pid), { timeout: 5_000 }).toBe(true);
  });
});
