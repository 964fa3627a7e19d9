import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import { createCostExecutors } from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';

const SCENARIO = scenarioModule(
  `{ name: 'sum', trials: 3, budgets: { wall_time: '< 5 ms' }, run: () => 1 }`,
);

/** A run of a scenario that breaks its budget. */
async function run(...reporters: readonly string[]) {
  const { host, written } = createInMemoryHost({
    executors: createCostExecutors(() => ({ wall_time: 10 })),
  });
  writeFiles(host.cwd, { 'package.json': '{}', 'scenarios/sum.mjs': SCENARIO });
  const env = { ...host.env, PERF_HARNESS_LOCK: 'off', GITHUB_STEP_SUMMARY: undefined };
  const code = await main(withInProcessModuleReader({ ...host, env }), ['run', ...reporters]);
  return { code, ...written, cwd: host.cwd };
}

it('reports the verdict on standard error when every report goes to a file', async () => {
  const { code, out, err, cwd } = await run(
    '--reporter',
    'json=run.json',
    '--reporter',
    'html=a.html',
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^✗ FAIL +sum: wall_time/mu);
  expect(err).not.toContain('median');
  expect(JSON.parse(readFileSync(join(cwd, 'run.json'), 'utf8')).verdict).toBe('fail');
});

it('does not repeat the verdict when a report goes to standard output', async () => {
  const { code, out, err } = await run('--reporter', 'json=run.json', '--reporter', 'terminal');
  expect(code).toBe(1);
  expect(out).toContain('✗ FAIL');
  expect(err).not.toContain('FAIL');
});
