/** Trouble from outside, on real repositories and with the executor in a process of its own. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { draws } from '../../support/draws.ts';
import { killOnce, undisturbed } from '../../support/kill/kill-once.ts';
import { hasState, loopProject, stateFileOf } from '../../support/kill/planned-loop.ts';
import { CHILD_COMMAND, runLoopChild, userPrint } from '../../support/kill/run-loop-child.ts';

/** Three of the hundred moments of the bench. */
const SEED = 20_814;
const MOMENTS = 3;

describe('a loop that is killed at a random moment', () => {
  let usual: Awaited<ReturnType<typeof undisturbed>>;
  beforeAll(async () => {
    usual = await undisturbed('mock');
  });
  const { uniform } = draws(SEED);

  it('comes to what is expected where nobody disturbs it', () => {
    expect(usual.outcome.applied).toEqual([['H1', 'H3'], ['H6']]);
  });

  it.each(Array.from({ length: MOMENTS }, uniform))(
    'OPT-20: goes on as if nothing had been (at %f of its time)',
    async (moment) => {
      const killed = await killOnce('mock', moment * usual.durationMs);
      expect(killed).toMatchObject({ outcome: usual.outcome, isUntouched: true, left: [] });
    },
  );
});

describe('other trouble', () => {
  it('two loops on one repository: the second is told who is there, and the first is not disturbed', async () => {
    const project = loopProject('mock');
    const first = runLoopChild(project, 'mock');
    while (!hasState(project.root, 'mock')) await sleep(20);
    const second = await runLoopChild(project, 'mock');
    expect(second.code).toBe(1);
    expect(second.output).toMatch(
      /Another loop works on this repository: process \d+ optimizes src\/total\.mjs::total, since /u,
    );
    expect(second.output).toContain('exitCode: 8');
    expect((await first).code).toBe(0);
  });

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
