/** What others are told that wait while a command measures. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../api/measure/run.ts';
import { createHost } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { liveProject } from '../support/live-project.ts';

const host = createHost();

/** Who holds the lock of this name, once somebody does. */
async function holderOf(name: string): Promise<string> {
  const env = { ...process.env, PERF_HARNESS_LOCK: name };
  const told: string[] = [];
  const onWaiting = (holder: string): void => void told.push(holder);
  const lock = createMeasurementLock({ ...host, env }, { label: 'test', onWaiting });
  while (told.length === 0) {
    await lock.hold('test', async () => undefined);
    await sleep(2);
  }
  return told[0] ?? '';
}

describe('who waits for a measurement', () => {
  const project = liveProject();
  project.commit('second', { 'README.md': 'nothing of the work' });

  it.each([
    ['run', 'work'],
    ['run', 'work', '--find-capacity'],
    ['compare', 'main~1', 'work'],
    ['gate', '--base', 'main~1'],
    ['bisect', 'main~1', 'main', 'work'],
    ['calibrate', 'work'],
    ['profile', 'work'],
    ['profile', 'work', '--diff', 'main~1'],
  ])('is told which command measures: %s %s', async (command, ...args) => {
    const name = `waiting-${process.pid}-${command}-${args.length}`;
    const running = project.start([command, ...args], { PERF_HARNESS_LOCK: name });
    expect(await holderOf(name)).toContain(`(perf-harness ${command}, `);
    running.child.kill('SIGKILL');
    await running.result;
  });

  it.each([
    [{}, 'perf-harness run'],
    [{ label: 'nightly.mjs' }, 'nightly.mjs'],
  ])('is told which call of a program measures, or its label: %j', async (request, label) => {
    const name = `waiting-${process.pid}-${label.replaceAll(/\W/gu, '-')}`;
    vi.stubEnv('PERF_HARNESS_LOCK', name);
    const stopping = new AbortController();
    const measured = run({
      cwd: project.root,
      targets: ['work'],
      signal: stopping.signal,
      ...request,
    });
    expect(await holderOf(name)).toContain(`(${label}, `);
    stopping.abort();
    await measured.catch(() => undefined);
    vi.unstubAllEnvs();
  });
});
