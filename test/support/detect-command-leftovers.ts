/** Leftovers of a command that was interrupted: processes, folders, marks in git. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { expectNoProcessLeft } from './bad-input-and-leftover-process-assertions.ts';
import type { GitProject } from './git-project.ts';

/** Isolated surroundings of a command, where its leftovers can be distinguished. */
export interface IsolatedEnvironment {
  /** For the environment of the command: a temporary folder, and a mark for its processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until no process has the mark; fails if a process remains. */
  readonly expectNoProcess: () => Promise<void>;
  /** Returns the contents of the temporary folder, except for the folder that commands share. */
  readonly temporary: () => readonly string[];
}

export function createIsolatedEnvironment(): IsolatedEnvironment {
  const folder = mkdtempSync(join(tmpdir(), 'own-'));
  const mark = randomUUID();
  return {
    env: { TMPDIR: folder, PERF_HARNESS_TEST: mark },
    expectNoProcess: () => expectNoProcessLeft(mark),
    temporary: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !/^perf-harness-\w+$/u.test(name))
        .toSorted(),
  };
}

/** Branches, tags, changed files and worktrees of a repository: it should stay as it was. */
export function readRepositoryState({ root, git }: GitProject): unknown {
  return {
    refs: git('for-each-ref'),
    changed: git('status', '--porcelain'),
    worktrees: git('worktree', 'list').split('\n').length,
    hasWorktrees: existsSync(join(root, '.git', 'worktrees')),
  };
}

/** Files that were being written, anywhere in the state folder. */
export function findUnfinishedFiles(root: string): readonly string[] {
  const folder = join(root, '.perf-harness');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:tmp|probe|partial)$/u.test(name),
  );
}

/** Children of a process: a guardian carries no mark, and must go all the same. */
export function listChildProcesses(parent: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && Number(statOf(pid)?.[1]) === parent);
}

/** Waits until the processes are gone; fails if any remains after a minute. */
export async function expectProcessesGone(pids: readonly number[]): Promise<void> {
  const living = (): readonly number[] => pids.filter((pid) => (statOf(pid)?.[0] ?? 'Z') !== 'Z');
  for (let waited = 0; waited < 60_000 && living().length > 0; waited += 50) await sleep(50);
  expect(living()).toEqual([]);
}

/** State and parent first. */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** Waits for a condition; polls frequently, since some conditions hold for milliseconds only. */
export async function waitUntil(condition: () => boolean, limitMs = 200_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come');
    await sleep(2);
  }
}
