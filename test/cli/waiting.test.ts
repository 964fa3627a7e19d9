/** What others are told that wait while a command measures. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../api/measure/run.ts';
import type { EndSignal } from '../../harness/host/process/signals.ts';
import { createHost, type GivenExecutors } from '../../harness/host.ts';
import type { AnyExecutor, UnitContext } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { runCommand } from '../support/command-line.ts';
import { liveProject } from '../support/live-project.ts';
import { createMockExecutor } from '../support/mock-executor.ts';

const host = createHost();

/** Units that measure until they are told to end. */
const endless: GivenExecutors = {
  ofKind: (kind) => endlessOf(kind),
  ofInstructions: () => [endlessOf('function')],
};

function endlessOf(kind: Scenario['kind']): AnyExecutor {
  const executor = createMockExecutor<Scenario>(kind, () => ({ measurements: {} }));
  return {
    ...executor,
    open: async (context: UnitContext) => ({
      ...(await executor.open(context)),
      measure: () =>
        new Promise((_, reject) => {
          const { signal } = context;
          const end = (): void => reject(signal.reason);
          if (signal.aborted) end();
          signal.addEventListener('abort', end, { once: true });
        }),
    }),
  } as AnyExecutor;
}

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
    const told: ((signal: EndSignal) => void)[] = [];
    const running = runCommand([command, ...args], {
      cwd: project.root,
      env: { PERF_HARNESS_LOCK: name, PERF_HARNESS_CACHE: project.cache },
      executors: endless,
      host: {
        signals: {
          onEnd: (listener) => {
            told.push(listener);
            return () => void told.splice(told.indexOf(listener), 1);
          },
        },
      },
    });
    expect(await holderOf(name)).toContain(`(perf-harness ${command}, `);
    for (const tell of [...told]) tell('SIGINT');
    expect((await running).code).toBe(130);
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
