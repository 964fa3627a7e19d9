/** Checks of changes in the optimize loop by a scenario's calls, which no test makes. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkChanges } from '../../plugins/optimize/command/code-change-behavior-checks.ts';
import type { ScenarioToWatch } from '../../plugins/optimize/strike/plan-execution-types.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { createProjectFolder } from '../support/record-project-function-calls.ts';

const LIB = 'export const sum = (list) => list.reduce((a, b) => a + b, 0);\n';
const OTHER = 'export const sum = (list) => list.reduce((a, b) => a + b, list.length && 1);\n';
const FILES = {
  'package.json': '{"name":"watched","type":"module"}',
  'lib.js': LIB,
  'use.js': "import { sum } from './lib.js'; sum([1, 2, 3]);",
  'scenarios/sum.mjs': `
    import { defineScenario } from 'perf-harness';
    import { sum } from '../lib.js';
    export default defineScenario({ name: 'sum', run: () => sum([1, 2, 3]) });
  `,
};

it.each<readonly [string, ScenarioToWatch]>([
  ['a function', { targets: ['sum'] }],
  ['a command', { command: [process.execPath, 'use.js'] }],
])('%s', { timeout: 120_000 }, async (_, scenario) => {
  const { host } = createInMemoryHost();
  const base = createProjectFolder(host, FILES);
  const head = join(host.cwd, 'head');
  cpSync(base, head, { recursive: true });
  writeFileSync(join(head, 'lib.js'), OTHER);
  try {
    const check = await checkChanges(host);
    const result = await check({
      base,
      head,
      files: ['lib.js'],
      testCommand: '',
      scenario,
      mayOverlap: false,
      signal: new AbortController().signal,
    });
    expect(result).toMatchObject({
      state: 'differs',
      counterexample: { call: 'sum([0])', before: '0', after: '1', origin: 'captured' },
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
});
