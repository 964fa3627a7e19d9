import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartSpec } from '../../../../harness/host/process/process-runner.ts';
import { createHost } from '../../../../harness/host.ts';
import { findProcessesByCommandLine } from '../command/command-executor-test-setup.ts';
import { withFakeValgrind } from './fake-valgrind.ts';
import {
  COUNTING_TIMEOUT_MS,
  createInstructionUnits,
  workScenario,
} from './instruction-executor-test-setup.ts';

const real = createHost();
let started = 0;
const host = withFakeValgrind({
  ...real,
  processes: {
    ...real.processes,
    start: (spec: StartSpec) => {
      started += 1;
      return real.processes.start(spec);
    },
  },
});
const { folder, fail, measure } = createInstructionUnits({ host, isCompiled: false });

describe('instruction count of a function that fails', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('reports that it ended the process', async () => {
    expect(await fail(workScenario('exits'))).toMatchObject({
      reason: 'exited',
      message: expect.stringMatching(/exited with code 3 while determining how often to call/),
    });
  });

  it('reports that it ended the process before it was called at all', async () => {
    expect(await fail(workScenario('exits in setup'))).toMatchObject({
      reason: 'exited',
      message:
        'the process exited with code 4 while loading the scenario file or setting up the scenario for counting',
    });
  });

  it('reports what it threw only under valgrind, with an extra calibrating process in the first unit', async () => {
    const processes: number[] = [];
    for (const _ of ['first', 'second']) {
      const before = started;
      expect(await fail(workScenario('fails under valgrind'))).toMatchObject({
        reason: 'threw',
        message: 'run threw Error: not here',
        output: expect.stringContaining('work.ts'),
      });
      processes.push(started - before);
    }
    expect(processes).toEqual([2, 1]);
  });

  it('ends what never ends, with all its processes', async () => {
    const began = join(folder, 'began');
    const enough = new AbortController();
    const scenario = workScenario('endless under valgrind', { params: { began } });
    const failing = fail(scenario, { signal: enough.signal });
    await expect.poll(() => existsSync(began), { timeout: COUNTING_TIMEOUT_MS }).toBe(true);
    enough.abort();
    expect(await failing).toMatchObject({ reason: 'timeout' });
    expect(await findProcessesByCommandLine(folder)).toEqual([]);
  });
});

describe('instruction count that is impossible', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('gives the reason for vitest benchmarks', async () => {
    const body = { type: 'vitest', file: '/nowhere/x.bench.ts', task: 'x' } as const;
    const { unavailable } = await measure(workScenario('vitest', { body }));
    expect(unavailable?.instructions).toMatch(/vitest calls the function itself/);
  });
});

describe('machine without valgrind', () => {
  const without = createInstructionUnits({
    host: { ...real, env: { ...real.env, PATH: '/nowhere' } },
    isCompiled: false,
  });

  it('is reported before the first unit, with how to install valgrind', async () => {
    const [executor] = without.executors;
    expect(await executor?.check?.(workScenario('parse') as never)).toEqual([
      {
        id: 'tool-missing',
        level: 'error',
        metric: 'instructions',
        message: 'Counting instructions requires valgrind: valgrind is not on PATH.',
        remedy: expect.stringContaining('apt-get install valgrind'),
      },
    ]);
  });

  it('opens no unit', async () => {
    expect(await without.fail(workScenario('parse'))).toMatchObject({
      reason: 'not-found',
      message: expect.stringContaining('valgrind'),
    });
  });
});
