/** SIGINT while candidates are tried: the user's files are byte for byte as before. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { renderContext } from '../../../../plugins/optimize/context/render-optimization-context-file.ts';
import { scenarioModule } from '../../../support/bad-input-and-leftover-process-assertions.ts';
import {
  createCostHypothesis,
  createCostsProject,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';
import { findProcessesInFolder } from '../../../support/kill/spawn-killable-optimization-loop.ts';
import { digestProject } from '../../../support/optimization-hypothesis-project.ts';
import { startCli } from '../../../support/run-cli.ts';
import {
  sampleOptimizationContext,
  samplePerformanceMap,
} from '../../../support/sample-optimization-context.ts';

it('X814-02: leaves tree, index, stash, branches and hooks as they were on SIGINT in a strike', async () => {
  const project = createCostsProject({
    'package.json': '{"type":"module"}',
    '.gitignore': '.perf-harness/\n',
    'perf-harness.config.yaml': 'trials: { min: 3, max: 3 }\n',
    'scenarios/work.js': scenarioModule("{ name: 'work', command: ['true'] }"),
  });
  // A stash, another branch, and hooks that would leave a marker file.
  writeFileSync(join(project.root, 'src/h9.mjs'), 'export const stashed = 1;\n');
  project.git('stash');
  project.git('branch', 'other');
  mkdirSync(join(project.root, '.git/hooks'), { recursive: true });
  const hook = '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/../marked"\n';
  for (const name of ['post-checkout', 'post-commit', 'reference-transaction']) {
    writeFileSync(join(project.root, '.git/hooks', name), hook, { mode: 0o755 });
  }
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-interrupt-'));
  const contextFile = join(folder, 'context.md');
  const context = sampleOptimizationContext({
    hypotheses: [createCostHypothesis('H1', 40), createCostHypothesis('H2', 40, 'hang')],
    test_command: 'sh test/run.sh',
    problem_statement: { ...sampleOptimizationContext().problem_statement, target: 'work' },
    performance_map: samplePerformanceMap({ baseline: { wall_time_ms: 1 } }),
  });
  writeFileSync(contextFile, renderContext(context));
  const log = join(folder, 'log');
  const before = digestProject(project.root);
  const { child, result } = startCli(['optimize-worker', 'execute', 'list-users', contextFile], {
    cwd: project.root,
    env: { PERF_HARNESS_CACHE: project.cache, STRIKE_TEST_LOG: log },
  });
  // Both candidates are in place, and their tests are under way.
  while (!existsSync(log) && child.exitCode === null) await sleep(50);
  expect(findProcessesInFolder(project.cache)).not.toEqual([]);
  child.kill('SIGINT');
  const { code, err } = await result;
  expect([code, err]).toEqual([130, expect.not.stringContaining('    at ')]);
  expect(digestProject(project.root)).toEqual(before);
  expect(project.git('branch', '--list', 'optimize/*')).toBe('');
  expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  expect(readdirSync(join(project.cache, 'worktrees'))).toEqual([]);
  expect(findProcessesInFolder(project.cache)).toEqual([]);
});
