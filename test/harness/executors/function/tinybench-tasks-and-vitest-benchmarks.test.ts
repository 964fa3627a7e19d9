import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listVitestTasks } from '../../../../harness/executors/function/vitest/list-vitest-tasks.ts';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import { loadUserModules } from '../../../../harness/scenario/load/load-user-modules.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import { createFunctionUnits, fixturePath } from './function-executor-test-setup.ts';

const { host, folder, measure, fail, lastPrinted } = createFunctionUnits();

function tinybench(task: string, file = 'suite.ts'): FunctionScenario {
  const body = { type: 'tinybench', file: fixturePath(file), task } as const;
  return functionScenario({ name: task, source: null, body, measureMs: 50, warmupMs: 20 });
}

const BENCH_FILE = fixturePath('vitest/sums.bench.ts');
function vitest(task: string, changes: Partial<FunctionScenario> = {}): FunctionScenario {
  const body = { type: 'vitest', file: BENCH_FILE, task } as const;
  return functionScenario({ name: task, source: null, body, cwd: dirname(BENCH_FILE), ...changes });
}

describe('task of a tinybench file', () => {
  it('is measured in batches like any function', async () => {
    // A warm-up that outlasts a stall of the machine.
    const block = await measure({ ...tinybench('parse'), warmupMs: 500 });
    expect(block.notes?.calls_per_batch).toBeGreaterThan(16);
    expect(block.measurements.allocated).toBeGreaterThan(50);
  });

  it('has its task as `this`, and may be async', async () => {
    const { notes } = await measure(tinybench('own task'));
    expect(notes).toMatchObject({ consumed_as: 'number', is_async: true });
  });

  it('keeps its hooks, in the order of tinybench', async () => {
    const block = await measure(tinybench('hooks'));
    expect(block.notes?.timed_singly).toBe(true);
    expect(lastPrinted()).toEqual([
      'setup hooks run',
      'beforeAll',
      'afterAll',
      'teardown hooks run',
    ]);
  });

  it('runs in a process in which no other task of the file has run', async () => {
    await measure(tinybench('second', 'same-work.ts'));
    expect(lastPrinted()).toEqual(['second ran']);
  });

  it('fails its unit when it throws or no longer exists', async () => {
    const thrown = await fail(tinybench('fails'));
    expect(thrown.message).toBe('run threw Error: broken task');
    expect(thrown.output).toMatch(/^ {4}at .*suite\.ts:\d+:\d+\)?\nsetup fails run$/);
    expect((await fail(tinybench('gone'))).message).toContain('no longer has a task named "gone"');
  });
});

describe('benchmark of a vitest file', () => {
  it('is listed with the names of its tests', async () => {
    const listing = await listVitestTasks(host, { file: BENCH_FILE, cwd: dirname(BENCH_FILE) });
    expect(listing).toEqual({
      type: 'listed',
      tasks: [
        'sums (of numbers) > two ways > loop',
        'sums (of numbers) > two ways > reduce',
        'sums (of numbers) > alone > five ms',
        'fails > throws',
      ],
    });
  });

  it('is measured by vitest, which knows times only', async () => {
    const block = await measure(vitest('sums (of numbers) > alone > five ms'));
    expect(block.measurements.wall_time).toBeGreaterThan(4.99);
    expect(block.operations).toBeGreaterThanOrEqual(5);
    expect(block.unavailable?.allocated).toMatch(/vitest runs the benchmark/);
  });

  it('fails its unit when it throws or runs too long', async () => {
    const thrown = await fail(vitest('fails > throws'));
    expect(thrown).toMatchObject({ reason: 'threw', message: 'fails threw Error: broken bench' });
    const late = await fail(vitest('sums (of numbers) > alone > five ms'), {
      signal: AbortSignal.timeout(200),
    });
    expect(late.reason).toBe('timeout');
  });

  it('needs a supported version of vitest', async () => {
    const file = join(folder, 'lonely', 'a.bench.ts');
    mkdirSync(join(folder, 'lonely', 'node_modules', 'vitest'), { recursive: true });
    writeFileSync(file, '');
    const manifest = join(folder, 'lonely', 'node_modules', 'vitest', 'package.json');
    writeFileSync(manifest, JSON.stringify({ name: 'vitest', version: '0.34.6', bin: 'x' }));
    const body = { type: 'vitest', file, task: 'a > b' } as const;
    const old = await fail(functionScenario({ source: null, body, cwd: folder }));
    expect(old).toMatchObject({ reason: 'not-found' });
    expect(old.message).toContain('vitest 0.34.6');
    const listing = await listVitestTasks(host, { file, cwd: folder });
    expect(listing).toMatchObject({ type: 'failed', remedy: expect.stringContaining('vitest@^5') });
  });

  it('cannot be listed without a bench file, and gives the reason', async () => {
    const listing = await listVitestTasks(host, {
      file: fixturePath('suite.ts'),
      cwd: dirname(BENCH_FILE),
    });
    expect(listing).toMatchObject({
      type: 'failed',
      problem: expect.stringContaining('no benchmark'),
    });
  });
});

describe('benchmark of a tool whose files run it', () => {
  const suite = (file: string, task: string): FunctionScenario => {
    const body = { type: 'suite', file: fixturePath(`suites/${file}`), task } as const;
    return functionScenario({ name: task, source: null, body, measureMs: 50, warmupMs: 20 });
  };

  it.for([
    ['mitata.mjs', ['loop', 'texts > join', 'texts > join (2)', 'prepared']],
    ['benchmark.cjs', ['numbers > count', 'numbers > later']],
    ['tinybench.mjs', ['texts > join', 'texts > prepared']],
    ['cronometro.mjs', ['join', 'later']],
    ['benny.cjs', ['texts > join', 'texts > prepared']],
  ] as const)(
    'is listed by its group and name, without what it cannot call alone: %s',
    async ([file, names]) => {
      const path = fixturePath(`suites/${file}`);
      expect(await loadUserModules(host, [path])).toEqual([
        { type: 'loaded', file: path, module: { exportNames: [], suiteTasks: names } },
      ]);
    },
  );

  it('is measured like any function, its generator asked first', async () => {
    const { notes } = await measure(suite('mitata.mjs', 'loop'));
    expect(notes).toMatchObject({ consumed_as: 'number' });
    for (const [file, task] of [
      ['mitata.mjs', 'prepared'],
      ['tinybench.mjs', 'texts > prepared'],
      ['benny.cjs', 'texts > prepared'],
    ] as const) {
      const prepared = await measure(suite(file, task));
      expect(prepared.measurements.allocated).toBeGreaterThan(500);
    }
  });

  it('is over when it resolves, if it is deferred', async () => {
    for (const [file, task] of [
      ['benchmark.cjs', 'numbers > later'],
      ['cronometro.mjs', 'later'],
    ] as const) {
      const { measurements, notes } = await measure(suite(file, task));
      expect(notes).toMatchObject({ is_async: true });
      expect(measurements.wall_time).toBeGreaterThan(4);
    }
  });

  it('fails its unit when it no longer exists', async () => {
    expect((await fail(suite('mitata.mjs', 'gone'))).message).toContain(
      'no longer has a benchmark named "gone"',
    );
  });
});
