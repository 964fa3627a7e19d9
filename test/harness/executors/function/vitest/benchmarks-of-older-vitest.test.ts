/** Benchmarks of vitest 1 to 4, by a fake that calls our runner alike; real vitest in the proof. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listVitestTasks } from '../../../../../harness/executors/function/vitest/list-vitest-tasks.ts';
import { functionScenario } from '../../../../support/function-scenario.ts';
import { createFunctionUnits } from '../function-executor-test-setup.ts';

const { host, folder, measure, fail } = createFunctionUnits();

const MANIFEST = {
  name: 'vitest',
  version: '3.2.4',
  type: 'module',
  bin: { vitest: 'x' },
  exports: {
    './package.json': './package.json',
    './node': './node.js',
    './runners': './runners.js',
  },
};
/** Runs every benchmark that is not skipped, in all groups, as vitest's runner does. */
const RUNNERS = `const measureIn = (suite) => {
  for (const task of suite.tasks) {
    if (task.tasks) measureIn(task);
    else if (task.mode === 'run') task.run();
  }
};
export class NodeBenchmarkRunner {
  constructor(config) { this.config = config; }
  async runSuite(suite) { measureIn(suite); }
}
`;
const NODE = `import { pathToFileURL } from 'node:url';
export async function startVitest(mode, [filepath], { runner, benchmark }) {
  const beside = new URL('benchmarks.mjs', pathToFileURL(filepath));
  const { default: benchmarks } = await import(beside);
  const file = { name: 'sums.bench.ts', filepath, mode: 'run', tasks: [] };
  for (const [path, samples] of Object.entries(benchmarks)) {
    const names = path.split('/');
    let suite = file;
    for (const name of names.slice(0, -1)) {
      let inner = suite.tasks.find((one) => one.name === name);
      if (!inner) suite.tasks.push((inner = { name, suite, mode: 'run', tasks: [] }));
      suite = inner;
    }
    const task = { name: names.at(-1), suite, mode: samples === 'skip' ? 'skip' : 'run' };
    task.run = () => {
      task.result = typeof samples === 'string'
        ? { state: 'fail', errors: [{ message: samples }] }
        : { state: 'pass', benchmark: { ...(benchmark.includeSamples && { samples }), totalTime: 60 } };
    };
    suite.tasks.push(task);
  }
  const { default: Runner } = await import(runner);
  await new Runner({}).runSuite(file);
  return { state: { getFiles: () => [file] }, close: async () => {} };
}
`;
const BENCHMARKS = `export default {
  'sums/of numbers/fast': [3, 1, 2],
  'sums/of numbers/slow': [30, 10],
  'sums/skipped': 'skip',
  'sums/fails': 'no numbers\\nat all',
  'alone': [5],
};
`;

const cwd = join(folder, 'older');
const file = join(cwd, 'sums.bench.ts');
const installed = join(cwd, 'node_modules', 'vitest');
mkdirSync(installed, { recursive: true });
for (const [path, text] of [
  [join(installed, 'package.json'), JSON.stringify(MANIFEST)],
  [join(installed, 'runners.js'), RUNNERS],
  [join(installed, 'node.js'), NODE],
  [join(cwd, 'benchmarks.mjs'), BENCHMARKS],
  [file, "import { bench } from 'vitest';\n"],
] as const) {
  writeFileSync(path, text);
}

const scenario = (task: string) =>
  functionScenario({ name: task, source: null, body: { type: 'vitest', file, task }, cwd });

describe('benchmark of vitest 1 to 4', () => {
  it('is found by its place in the file, unless it is skipped', async () => {
    expect(await listVitestTasks(host, { file, cwd })).toEqual({
      type: 'listed',
      tasks: ['sums > of numbers > fast', 'sums > of numbers > slow', 'sums > fails', 'alone'],
    });
  });

  it('is measured by vitest alone of all in its file', async () => {
    const block = await measure(scenario('sums > of numbers > slow'));
    expect(block.measurements).toEqual({ wall_time: 20 });
    expect(block).toMatchObject({ operations: 2, durationMs: 60 });
  });

  it('fails its unit when it throws or no longer exists', async () => {
    const thrown = await fail(scenario('sums > fails'));
    expect(thrown).toMatchObject({
      reason: 'threw',
      message: 'sums > fails threw no numbers',
      output: 'no numbers\nat all',
    });
    expect((await fail(scenario('sums > gone'))).message).toContain('ran no benchmark named');
  });
});
