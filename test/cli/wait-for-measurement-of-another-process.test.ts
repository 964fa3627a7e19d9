/** Message to processes that wait while a command measures. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../api/measure/run.ts';
import { createHost } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { createFakeProcessSignals } from '../support/fake-process-signals.ts';
import {
  createHangingExecutors,
  createScriptedProject,
} from '../support/project-with-scripted-measurements.ts';

/** Waits until the lock of this name is acquired, and returns its holder. */
async function holderOf(name: string): Promise<string> {
  let holder = '';
  const enough = new AbortController();
  const onWaiting = (text: string): void => {
    // After a stall of the machine, a holder that does not answer is told first.
    if (text.startsWith('an unknown process')) return;
    holder = text;
    enough.abort();
  };
  const host = createHost({ env: { ...process.env, PERF_HARNESS_LOCK: name } });
  const lock = createMeasurementLock(host, { label: 'test', onWaiting });
  while (holder === '') {
    await lock.hold('test', async () => undefined, enough.signal).catch(() => undefined);
    await sleep(2);
  }
  return holder;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('process that waits for a measurement', () => {
  const project = createScriptedProject({
    'load/serve.ts': `export default { name: 'serve', server: { command: ['node', 'server.js'] }, http: '/' };\n`,
  });
  project.commit('second', { 'README.md': 'nothing of the work' });

  it.each([
    ['run', 'work'],
    ['run', 'load/serve.ts', '--find-capacity'],
    ['compare', 'main~1', 'work'],
    ['gate', '--base', 'main~1'],
    ['bisect', 'main~1', 'main', 'work'],
    ['calibrate', 'work'],
    ['profile', 'work'],
    ['profile', 'work', '--diff', 'main~1'],
  ])('learns which command is measuring: %s %s', async (command, ...args) => {
    const name = `waiting-${process.pid}-${command}-${args.length}`;
    const { signals, send } = createFakeProcessSignals();
    const running = project.command([command, ...args], {
      env: { PERF_HARNESS_LOCK: name },
      executors: createHangingExecutors(() => true),
      host: { signals },
    });
    expect(await holderOf(name)).toContain(`(perf-harness ${command}, `);
    send('SIGTERM');
    expect((await running).code).toBe(143);
  });

  it.each([
    [{}, 'perf-harness run'],
    [{ label: 'nightly.mjs' }, 'nightly.mjs'],
  ])('learns which program call is measuring, or its label: %j', async (request, label) => {
    const name = `waiting-${process.pid}-${label.replaceAll(/\W/gu, '-')}`;
    vi.stubEnv('PERF_HARNESS_LOCK', name);
    const stopping = new AbortController();
    const measured = run({
      cwd: project.root,
      command: ['sleep', '5'],
      signal: stopping.signal,
      ...request,
    });
    expect(await holderOf(name)).toContain(`(${label}, `);
    stopping.abort();
    await measured.catch(() => undefined);
  });
});
