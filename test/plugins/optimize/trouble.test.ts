/** Trouble from outside, on real repositories and with the executor in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { killOnce } from '../../support/kill/kill-once.ts';
import { hasState, loopProject, stateFileOf, TARGETS } from '../../support/kill/planned-loop.ts';
import {
  CHILD_COMMAND,
  type LoopEnd,
  type LoopOutcome,
  outcomeOf,
  runLoopChild,
  userPrint,
} from '../../support/kill/run-loop-child.ts';
import { runLoop, scriptedWorkers } from '../../support/optimize-project.ts';
import type { StrikeProject } from '../../support/strike-project.ts';

/** The loop's own worktrees are there, and those of its executor. */
function isExecuting({ cache }: StrikeProject): boolean {
  const folder = join(cache, 'worktrees');
  return existsSync(folder) && readdirSync(folder).length > 1;
}

describe('two loops on one repository, and one that is killed', () => {
  let first: LoopEnd;
  let second: unknown;
  let usual: LoopOutcome;
  beforeAll(async () => {
    const project = loopProject('mock');
    const running = runLoopChild(project, 'mock');
    while (!hasState(project.root, 'mock')) await sleep(20);
    const { workers } = scriptedWorkers([]);
    const asked = { target: TARGETS.mock, observed: '900ms:response_time', goal: '1ms' };
    second = await runLoop(project.root, workers, asked).catch((error: unknown) => error);
    first = await running;
    usual = outcomeOf(project.root, 'mock');
  });

  it('the second is told who is there, and the first is not disturbed', () => {
    expect(second).toMatchObject({
      message: expect.stringMatching(
        /Another loop works on this repository: process \d+ optimizes src\/total\.mjs::total, since /u,
      ),
      exitCode: 8,
    });
    expect(first.code).toBe(0);
    expect(usual.applied).toEqual([['H1', 'H3'], ['H6']]);
  });

  it('OPT-20: one that is killed while its executor works goes on as if nothing had been', async () => {
    const killed = await killOnce('mock', isExecuting);
    expect(killed.killedAfterMs).not.toBeNull();
    expect(killed).toMatchObject({ outcome: usual, isUntouched: true, left: [] });
  });
});

describe('other trouble', () => {
  it('disk full: the report says so, and the tree of the user is as before', () => {
    const project = loopProject('mock');
    const before = userPrint(project.root);
    // Room for the folder, and for nothing in it; a name space of its own needs no rights.
    const script = 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"';
    const run = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, 'sh', project.cache, ...CHILD_COMMAND, project.root, 'mock'],
      { encoding: 'utf8', env: { ...process.env, PERF_HARNESS_CACHE: project.cache } },
    );
    expect([run.status, run.stderr]).toEqual([7, '']);
    const report = readFileSync(
      join(dirname(stateFileOf(project.root, 'mock')), 'report.md'),
      'utf8',
    );
    expect(report).toMatch(/No space left on device/u);
    expect(userPrint(project.root)).toEqual(before);
    expect(project.git('branch', '--list', 'optimize/*')).toBe('');
  });
});
