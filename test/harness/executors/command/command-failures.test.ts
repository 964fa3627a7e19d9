import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits, findProcessesByCommandLine } from './command-executor-test-setup.ts';

const { folder, open, measure, fail } = createCommandUnits();

/** A number of seconds that no other process sleeps, to find a sleeper by. */
let serial = 0;
function sleeper(): string {
  serial += 1;
  return `sleep 1${process.pid}${serial}`;
}
const countRunning = async (text: string): Promise<number> =>
  (await findProcessesByCommandLine(text.replaceAll(' ', '\0'))).length;
const isRunning = async (text: string): Promise<boolean> => (await countRunning(text)) > 0;

function script(name: string, text: string, mode: number): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('command that cannot be started', () => {
  it.each([
    ['no-such-program', 'The command "no-such-program" is not on PATH.', 'Install'],
    ['/nowhere/program', '/nowhere/program does not exist.', 'Fix the path'],
  ])('fails its unit and names what is missing: %s', async (name, message, remedy) => {
    const failure = await fail({ command: argvCommand(name) });
    expect(failure).toMatchObject({ reason: 'not-found', message });
    expect(failure.remedy).toContain(remedy);
  });

  it('fails its unit when it lacks execute permission', async () => {
    const file = script('plain.sh', '#!/bin/sh\n', 0o644);
    expect(await fail({ command: argvCommand(file) })).toMatchObject({
      reason: 'not-found',
      message: `${file} is not executable.`,
      remedy: `Run \`chmod +x ${file}\`.`,
    });
  });

  it('fails its unit when it has no format or its interpreter is missing', async () => {
    const bare = await fail({ command: argvCommand(script('bare', 'exit 0\n', 0o755)) });
    expect(bare.message).toContain('is not a program that this system can execute');
    const lost = await fail({ command: argvCommand(script('lost', '#!/nowhere/sh\n', 0o755)) });
    expect(lost.message).toContain('The interpreter named by');
  });

  it('fails its unit when its folder is missing', async () => {
    expect(await fail({ command: argvCommand('true'), cwd: '/nowhere' })).toMatchObject({
      reason: 'not-found',
      message: 'The folder /nowhere does not exist.',
    });
  });
});

describe('command that fails', () => {
  it.each([false, true])('is reported by its exit code, warm-up (%s) or not', async (warmup) => {
    const failure = await fail({ command: shellCommand('echo why >&2; exit 3') }, { warmup });
    expect(failure).toMatchObject({
      reason: 'exit-code',
      message: '`echo why >&2; exit 3` exited with code 3, not 0',
      output: 'why',
    });
  });

  it('is reported when a signal ends it', async () => {
    const failure = await fail({ command: shellCommand('echo last words >&2; kill -SEGV $$') });
    expect(failure).toMatchObject({ reason: 'signal', output: 'last words' });
    expect(failure.message).toContain('was killed by SIGSEGV');
  });

  it('shows the last lines of a long output and nothing of earlier runs', async () => {
    await fail({ command: shellCommand('echo earlier >&2; exit 1') });
    const { output = '' } = await fail({ command: shellCommand('seq 1 100000 >&2; exit 1') });
    expect(output.split('\n')).toEqual(Array.from({ length: 20 }, (_, line) => `${99_981 + line}`));
    expect((await fail({ command: shellCommand('exit 1') })).output).toBeUndefined();
  });

  it('is reported when it signals its whole group, and the next command runs', async () => {
    const failure = await fail({ command: shellCommand('kill 0; sleep 1') });
    expect(failure).toMatchObject({
      reason: 'signal',
      message: expect.stringContaining('SIGTERM'),
    });
    await measure({ command: argvCommand('true') });
  });

  it('is reported when it kills the launcher, and the next command runs', async () => {
    const failure = await fail({ command: shellCommand('kill -9 $PPID; sleep 1') });
    expect(failure.reason).toBe('exited');
    await measure({ command: argvCommand('true') });
  });
});

describe('command that does not end', () => {
  it('is ended when its time is up, with processes that left its session and environment and ignore the signal', async () => {
    const text = sleeper();
    const limit = new AbortController();
    const command = shellCommand(
      `trap "" TERM; echo begun >&2; (setsid env -i ${text} &); ${text}; ${text}`,
    );
    const failing = fail({ command }, { signal: limit.signal });
    while ((await countRunning(text)) < 2) await sleep(10);
    limit.abort();
    expect(await failing).toMatchObject({ reason: 'timeout', output: 'begun' });
    expect(await isRunning(text)).toBe(false);
    await measure({ command: argvCommand('true') });
  });

  it('is not started once the unit is aborted', async () => {
    expect(
      await fail({ command: argvCommand('true') }, { signal: AbortSignal.abort() }),
    ).toMatchObject({
      reason: 'timeout',
    });
  });
});

describe('command that leaves processes behind', () => {
  it.each([
    ['in the background', (text: string) => `${text} &`],
    ['without environment and session', (text: string) => `(setsid env -i ${text} &)`],
  ])(
    'is not waited for, and its processes are noted and ended on closing: %s',
    async (_way, command) => {
      const text = sleeper();
      const never = new AbortController().signal;
      const unit = await open({ command: shellCommand(command(text)) }, never);
      try {
        const block = await unit.measure({ index: 0, durationMs: null });
        expect(block.measurements.wall_time).toBeLessThan(60_000);
        expect(block.notes).toMatchObject({ outlived: 1 });
        // Already forked, but possibly not yet executing its program.
        while (!(await isRunning(text))) await sleep(10);
      } finally {
        await unit.close();
      }
      expect(await isRunning(text)).toBe(false);
    },
  );

  it('includes the CPU time of an orphan that ended before it', async () => {
    const burn = `"${process.execPath}" -e "while (process.cpuUsage().user < 2e5);"`;
    const pid = join(folder, 'orphan');
    const orphan = `(sh -c 'echo $$ >"${pid}.new"; mv "${pid}.new" "${pid}"; exec ${burn}' &)`;
    const { measurements, notes } = await measure({
      command: shellCommand(
        // A process can be waited for only after all of its threads have ended.
        `${orphan}; until [ -e "${pid}" ] && [ "$(grep -cE '^(State:.Z|Threads:.1$)' "/proc/$(cat "${pid}")/status")" = 2 ]; do sleep 0.02; done`,
      ),
    });
    expect(notes).not.toHaveProperty('outlived');
    expect(measurements.cpu_time).toBeGreaterThan(200);
  });
});

it('neither blocks nor fills memory when a command prints 200 MB', async () => {
  const print = `head -c 200000000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1`;
  const before = process.memoryUsage.rss();
  let peak = before;
  const watching = new AbortController();
  const watch = (async () => {
    while (!watching.signal.aborted) {
      peak = Math.max(peak, process.memoryUsage.rss());
      await sleep(20);
    }
  })();
  const failure = await fail({ command: shellCommand(print) });
  watching.abort();
  await watch;
  expect(failure.output).toMatch(/end$/);
  expect(failure.output?.length).toBeLessThanOrEqual(4_000);
  expect(peak - before).toBeLessThan(100e6);
});
