/** External disturbances, on real repositories and with the executor in a separate process. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { killOptimizationLoopOnce } from '../../support/kill/kill-and-resume-optimization-loop.ts';
import {
  createLoopProject,
  hasLoopState,
  LOOP_TARGETS,
  loopStateFile,
  readBranchTree,
} from '../../support/kill/optimization-loop-project.ts';
import {
  digestUserFiles,
  LOOP_CHILD_COMMAND,
} from '../../support/kill/spawn-killable-optimization-loop.ts';
import type { HypothesisProject } from '../../support/optimization-hypothesis-project.ts';
import {
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

/** True if the worktrees of the loop and of its executor exist. */
function isExecuting({ cache }: HypothesisProject): boolean {
  const folder = join(cache, 'worktrees');
  return existsSync(folder) && readdirSync(folder).length > 1;
}

test('OPT-20: resumes a loop killed during execution, and tells a second loop who is at work', async () => {
  let other: unknown = null;
  let isAsked = false;
  const killed = await killOptimizationLoopOnce('quick', (project) => {
    if (!isAsked && hasLoopState(project.root, 'quick')) {
      isAsked = true;
      const { workers } = createScriptedWorkers([]);
      const request = { target: LOOP_TARGETS.quick, observed: '900ms:response_time', goal: '1ms' };
      runOptimizationLoop(project.root, workers, request).catch((error: unknown) => {
        other = error;
      });
    }
    return other !== null && isExecuting(project);
  });
  expect(other).toMatchObject({
    message: expect.stringMatching(
      /^Another loop is running on this repository: process \d+ optimizes src\/total\.mjs::total, since /u,
    ),
    exitCode: 8,
  });
  expect(killed.killedAfterMs).not.toBeNull();
  const improved = createLoopProject('quick');
  const text = readFileSync(join(improved.root, 'src/h1.mjs'), 'utf8');
  improved.commit('improved', { 'src/h1.mjs': text.replace('100', '40') });
  const outcome = { applied: [['H1']], tree: readBranchTree(improved.root, 'HEAD') };
  expect(killed).toMatchObject({ outcome, isUntouched: true, left: [] });
});

describe('other disturbances', () => {
  it('reports a full disk, and leaves the tree of the user unchanged', () => {
    const project = createLoopProject('quick');
    const before = digestUserFiles(project.root);
    // Space for the folder but for nothing in it; a separate namespace needs no privileges.
    const script = 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"';
    const run = spawnSync(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        script,
        'sh',
        project.cache,
        ...LOOP_CHILD_COMMAND,
        project.root,
        'quick',
      ],
      { encoding: 'utf8', env: { ...process.env, PERF_HARNESS_CACHE: project.cache } },
    );
    expect([run.status, run.stderr]).toEqual([7, '']);
    const report = readFileSync(
      join(dirname(loopStateFile(project.root, 'quick')), 'report.md'),
      'utf8',
    );
    expect(report).toMatch(
      /The code could not be copied: no space is left on the disk that holds /u,
    );
    expect(digestUserFiles(project.root)).toEqual(before);
    expect(project.git('branch', '--list', 'optimize/*')).toBe('');
  });
});
