/** External disturbances, on real repositories; kills during the execution are in the proof. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createCostHypothesis,
  executeHypotheses,
} from '../../support/execute-hypotheses-with-scripted-costs.ts';
import {
  createLoopProject,
  LOOP_TARGETS,
  loopStateFile,
} from '../../support/kill/optimization-loop-project.ts';
import { digestUserFiles } from '../../support/kill/spawn-killable-optimization-loop.ts';
import { mountSmallDisk } from '../../support/mount-small-disk.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

test('OPT-20: the loop tells a second loop who is at work', async () => {
  const { root } = createOptimizeProject();
  const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400 }]);
  const execute: typeof workers.execute = async (request) => {
    const second = runOptimizationLoop(root, createScriptedWorkers([]).workers);
    await expect(second).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Another loop is running on this repository: process \d+ optimizes src\/users\.ts::listUsers, since /u,
      ),
      exitCode: 8,
    });
    return workers.execute(request);
  };
  expect((await runOptimizationLoop(root, { ...workers, execute })).exitCode).toBe(0);
});

test('the loop reports a full disk, and leaves the tree of the user unchanged', async () => {
  const project = createLoopProject('quick');
  const before = digestUserFiles(project.root);
  // Space for the folder but for nothing in it.
  mountSmallDisk(project.cache, '64k');
  const { workers } = createScriptedWorkers([{ baseline: 900, final: 400 }]);
  const execute: typeof workers.execute = () =>
    executeHypotheses(project, [createCostHypothesis('H1', 40)]);
  const { exitCode } = await runOptimizationLoop(
    project.root,
    { ...workers, execute },
    { target: LOOP_TARGETS.quick, observed: '900ms:response_time', goal: '1ms' },
  );
  expect(exitCode).toBe(7);
  const folder = dirname(loopStateFile(project.root, 'quick'));
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(
    /The code could not be copied: no space is left on the disk that holds /u,
  );
  expect(digestUserFiles(project.root)).toEqual(before);
  expect(project.git('branch', '--list', 'optimize/*')).toBe('');
});
