import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartSpec } from '../../../../harness/host/process/host-processes.ts';
import { createHost } from '../../../../harness/host.ts';
import { findProcessesByCommandLine } from '../command/measure-command-units.ts';
import { withFakeValgrind } from './fake-valgrind.ts';
import {
  COUNTING_TIMEOUT_MS,
  createInstructionUnits,
  workScenario,
} from './measure-instruction-units.ts';

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
const { folder, fail, measure } = createInstructionUnits({ host });

describe('counting a function that fails', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('says what it threw', async () => {
    expect(await fail(workScenario('throws'))).toMatchObject({
      reason: 'threw',
      message: 'run threw RangeError: no such price',
      output: expect.stringContaining('work.ts'),
    });
  });

  it('says that it ended the process', async () => {
    expect(await fail(workScenario('exits'))).toMatchObject({
      reason: 'exited',
      message: expect.stringMatching(/exit code 3 while it was found out how often to call/),
    });
  });

  it('says that it ended the process before it was called at all', async () => {
    expect(await fail(workScenario('exits in setup'))).toMatchObject({
      reason: 'exited',
      message:
        'the process ended with exit code 4 while the scenario file was loaded and set up for counting',
    });
  });

  it('says what it threw where only a process under valgrind does, of which the first unit has one more to try out how often to call', async () => {
    const processes: number[] = [];
    for (const _ of ['first', 'second']) {
      const before = started;
      expect(await fail(workScenario('fails under valgrind'))).toMatchObject({
        reason: 'threw',
        message: 'run threw Error: not here',
      });
      processes.push(started - before);
    }
    expect(processes).toEqual([2, 1]);
  });

  it.each([
    ['what never ends', 'endless'],
    ['what never ends only under valgrind', 'endless under valgrind'],
  ])('ends %s, with all its processes', async (_, name) => {
    const began = join(folder, name);
    const enough = new AbortController();
    const failing = fail(workScenario(name, { params: { began } }), { signal: enough.signal });
    await expect.poll(() => existsSync(began), { timeout: COUNTING_TIMEOUT_MS }).toBe(true);
    enough.abort();
    expect(await failing).toMatchObject({ reason: 'timeout' });
    expect(await findProcessesByCommandLine(folder)).toEqual([]);
  });
});

describe('counting what cannot be counted', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it("gives the reason for vitest's benchmarks", async () => {
    const body = { type: 'vitest', file: '/nowhere/x.bench.ts', task: 'x' } as const;
    const { unavailable } = await measure(workScenario('vitest', { body }));
    expect(unavailable?.instructions).toMatch(/vitest calls the function itself/);
  });
});

describe('without valgrind', () => {
  const without = createInstructionUnits({
    host: { ...real, env: { ...real.env, PATH: '/nowhere' } },
  });

  it('is found before the first unit, with how to install it', async () => {
    const [executor] = without.executors;
    expect(await executor?.check?.(workScenario('parse') as never)).toEqual([
      {
        id: 'tool-missing',
        level: 'error',
        metric: 'instructions',
        message: 'Instructions are counted with valgrind: valgrind is not in any folder of PATH.',
        remedy: expect.stringContaining('apt-get install valgrind'),
      },
    ]);
  });

  it('no unit is opened', async () => {
    expect(await without.fail(workScenario('parse'))).toMatchObject({
      reason: 'not-found',
      message: expect.stringContaining('valgrind'),
    });
  });
});
