/**
 * Overhead of an optimization loop beyond its measurements: a cycle with costs read from files and
 * tests of one shell line, and a worktree of a large repository.
 *
 *   node bench/loop.ts
 */
import '../harness/loader/register-self-reference.ts';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../harness/host.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../harness/stats/quantile-confidence-interval.ts';
import { openGitProject } from '../test/support/git-project.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';

const { runUninterruptedLoop } = await import(
  '../test/support/kill/kill-and-resume-optimization-loop.ts'
);
const { LOOP_CYCLES } = await import('../test/support/kill/optimization-loop-project.ts');
const { openWorktrees } = await import('../plugins/optimize/strike/trial-worktrees.ts');

const LOOPS = 6;
const WORKTREES = 6;
const FILES = 5_000;
const FILE_BYTES = 100_000;
const MOST_MS = 3_000;

const started = performance.now();
const cycles: number[] = [];
for (let index = 0; index < LOOPS; index += 1) {
  const { durationMs } = await runUninterruptedLoop('mock');
  cycles.push(durationMs / LOOP_CYCLES.mock.length);
}
const worktrees = await timeWorktrees();

printBenchResult({
  title: 'The loop of improvements itself',
  method: `A cycle: ${LOOPS} loops of ${LOOP_CYCLES.mock.length} cycles on a small repository, from their first line to their end, divided by the cycles; all phases with their processes, git and worktrees are real, five hypotheses are applied, tested, bisected and compared, the tests are a line of shell that counts along, and only costs are read from files instead of being measured. A worktree: ${WORKTREES} times from nothing to a tree with its dependencies, of a repository of ${FILES} files of ${FILE_BYTES / 1_000} kB, whose lockfile has not changed. Medians with their intervals at 95 %.`,
  seconds: Math.round((performance.now() - started) / 1_000),
  rows: [
    rowOf('a cycle, without what is measured', cycles),
    rowOf(`a worktree of ${(FILES * FILE_BYTES) / 1e6} MB`, worktrees),
  ],
});

function rowOf(name: string, times: readonly number[]): BenchRow {
  const { low, high } = medianInterval(times, 0.95);
  const middle = median(times);
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  return {
    name,
    ours: `${seconds(middle)} s (${seconds(low)} to ${seconds(high)})`,
    ...NO_PEER,
    limit: `under ${MOST_MS / 1_000} s`,
    holds: middle < MOST_MS,
  };
}

async function timeWorktrees(): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-large-'));
  const root = join(folder, 'repository');
  makeLarge(root);
  const host = createHost();
  const inside = { ...host, env: { ...host.env, PERF_HARNESS_CACHE: join(folder, 'cache') } };
  const { signal } = new AbortController();
  const times: number[] = [];
  try {
    for (let index = 0; index < WORKTREES; index += 1) {
      const from = performance.now();
      const all = await openWorktrees(inside, { root, slug: 'large', cycle: 1, signal });
      const worktree = await all.open('head');
      await worktree.provideDependencies();
      times.push(performance.now() - from);
      await all.close();
    }
  } finally {
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}

/** Creates a large project with incompressible content, a lockfile, and the packages it lists. */
function makeLarge(root: string): void {
  const bytes = Buffer.alloc(FILE_BYTES);
  for (let index = 0; index < FILES; index += 1) {
    const place = join(root, 'src', String(index % 100));
    if (index < 100) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `f${index}.bin`), randomFillSync(bytes));
  }
  const lock = { name: 'large', lockfileVersion: 3, packages: { '': { name: 'large' } } };
  writeFileSync(join(root, 'package.json'), '{"name":"large"}\n');
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock)}\n`);
  writeFileSync(join(root, '.gitignore'), 'node_modules\n');
  mkdirSync(join(root, 'node_modules/some'), { recursive: true });
  writeFileSync(join(root, 'node_modules/some/package.json'), '{"name":"some"}\n');
  symlinkSync('some', join(root, 'node_modules/other'));
  const { git, commit } = openGitProject(root);
  git('init', '--quiet');
  commit('first');
}
