/** A worker that is really killed during its batch apply. It needs the machine for itself. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  createShopProject,
  readUserRepositoryState,
  runTeamCommand,
} from '../support/sample-shop-project.ts';
import { LOOP_TIMEOUT_MS } from './optimize-sample-service.ts';

/** Returns the process that works on a task of a project's session; undefined if there is none. */
function workerOn(root: string, task: RegExp): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const isOurs = readlinkSync(`/proc/${pid}/cwd`) === root;
        return isOurs && words.includes('team-worker') && words.some((word) => task.test(word));
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

it(
  'TEAM-20, TEAM-23: replaces a worker killed while it fixes a change, and leaves nothing over',
  async () => {
    const project = createShopProject();
    const { root, git } = project;
    const before = readUserRepositoryState(project);
    const program = ['--no-built-in', '--generator', 'node tools/propose.mjs H2 H3'];
    const mode = '--parallel-mode=single';
    const running = runTeamCommand(project, 'run', 'prices', mode, '--yes', ...program);
    let ended = false;
    void running.finally(() => {
      ended = true;
    });
    const struck = () => git('for-each-ref', '--format=%(refname)', 'refs/heads/optimize');
    while (!ended && struck() === '') await sleep(100);
    const worker = workerOn(root, /^FIX-/u);
    if (worker !== undefined) process.kill(worker, 'SIGKILL');

    const done = await running;
    expect(worker, `${done.err}${done.out}`).toBeDefined();
    expect(done.code, `${done.err}${done.out}`).toBe(0);
    expect(readUserRepositoryState(project)).toBe(before);
    const tasks = join(root, '.workflow/prices/tasks');
    const fix = readdirSync(tasks).find((name) => /^FIX-.*\.json$/u.test(name));
    const { status, attempt } = JSON.parse(readFileSync(join(tasks, fix ?? ''), 'utf8'));
    expect([status, attempt]).toEqual(['completed', 2]);
    expect(git('show', 'team/prices/main:src/prices.js')).not.toMatch(/JSON|Array\.from/u);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  },
  LOOP_TIMEOUT_MS,
);
