import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unavailableResourceMetrics } from '../../../../harness/executors/command/command-run-result.ts';
import { runCommandWithoutLauncher } from '../../../../harness/executors/command/run-command-without-launcher.ts';
import { UnitFailure } from '../../../../harness/model/executor.ts';
import type { CommandLine } from '../../../../harness/model/scenario/scenario.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits } from './command-executor-test-setup.ts';

const { host, folder, measure, fail, executor } = createCommandUnits();
const PATH = process.env.PATH;
afterEach(async () => {
  vi.unstubAllEnvs();
  await executor.dispose?.();
});

describe('system on which the launcher cannot measure', () => {
  // The launcher forwards standard error through `cat`, and gives up if `cat` is missing.
  const takeCatAway = async (): Promise<void> => {
    // The launcher that was started with the executor still had `cat`.
    await executor.dispose?.();
    vi.stubEnv('PATH', '/nowhere');
  };

  it('still has the wall time, and a reason for each missing metric', async () => {
    await takeCatAway();
    const block = await measure({ command: argvCommand('/bin/sleep', '0.05') });
    expect(Object.keys(block.measurements)).toEqual(['wall_time']);
    expect(block.measurements.wall_time).toBeGreaterThan(50);
    expect(Object.keys(block.unavailable ?? {}).sort()).toEqual(
      listKindMetrics('command')
        .own.filter((name) => name !== 'wall_time')
        .sort(),
    );
    expect(block.unavailable?.cpu_time).toContain(
      '`cat`, which relays the output of commands, is missing',
    );
  });

  it('still reports exit codes and missing programs', async () => {
    await takeCatAway();
    const failed = await fail({ command: shellCommand('echo why >&2; exit 3') });
    expect(failed).toMatchObject({ reason: 'exit-code', output: 'why' });
    expect(await fail({ command: argvCommand('no-such-program') })).toMatchObject({
      reason: 'not-found',
    });
  });
});

describe('command execution without the launcher', () => {
  const run = (command: CommandLine, signal = new AbortController().signal) =>
    runCommandWithoutLauncher(
      host,
      command,
      { cwd: folder, env: { PATH: PATH ?? '' }, signal },
      () => unavailableResourceMetrics('a reason'),
    );

  it('reports the signal that ended it', async () => {
    const { ended } = await run(shellCommand('kill -9 $$'));
    expect(ended).toEqual({ type: 'signal', signal: 'SIGKILL' });
  });

  it('does not wait for processes left behind, and reports them', async () => {
    // The remaining process keeps standard error open, which the harness reads for another half
    // second.
    const began = performance.now();
    const { wallMs, left, accounts } = await run(shellCommand('sleep 30 & exit 0'));
    expect(performance.now() - began - wallMs).toBeGreaterThan(450);
    expect(left).toEqual(['sleep']);
    expect(accounts.notes).toEqual({ outlived: 1, outlivedNames: 'sleep' });
  });

  it('ends the command when its time is up', async () => {
    const limit = new AbortController();
    const running = run(
      shellCommand('echo begun >&2; touch has-begun; sleep 100'),
      limit.signal,
    ).catch((thrown: unknown) => thrown);
    await expect.poll(() => existsSync(join(folder, 'has-begun'))).toBe(true);
    limit.abort();
    const error = await running;
    expect(error).toBeInstanceOf(UnitFailure);
    expect((error as UnitFailure).failure).toMatchObject({ reason: 'timeout', output: 'begun' });
  });
});
