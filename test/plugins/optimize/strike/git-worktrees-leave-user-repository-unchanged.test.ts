import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  abandonedWorktreeFolders,
  claimWorktreeFolder,
} from '../../../../harness/snapshot/worktree-folders.ts';
import { openRunWorktree } from '../../../../plugins/optimize/open-optimization-run-worktree.ts';
import {
  commitState,
  keepState,
  restoreState,
} from '../../../../plugins/optimize/strike/save-and-restore-worktree.ts';
import { openWorktrees } from '../../../../plugins/optimize/strike/trial-worktrees.ts';
import {
  createHypothesisProject,
  digestProject,
  type HypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';

const HOLD_WORKTREES = join(
  import.meta.dirname,
  '../../../support/open-worktrees-until-killed-child.ts',
);
const REGISTER_SELF = new URL(
  '../../../../harness/loader/register-self-reference.ts',
  import.meta.url,
).href;
const { signal } = new AbortController();

function project(): HypothesisProject {
  const made = createHypothesisProject({
    'src/a.js': 'export const a = 1;\n',
    'package.json': '{"name":"sample","type":"module","dependencies":{"dep":"1.0.0"}}\n',
    'package-lock.json': '{"packages":{"node_modules/dep":{"version":"1.0.0"}}}\n',
    '.gitignore': 'node_modules/\n',
  });
  mkdirSync(join(made.root, 'node_modules/dep'), { recursive: true });
  writeFileSync(join(made.root, 'node_modules/dep/index.js'), 'module.exports = 7;\n');
  // A hook that would leave a marker file, and a stash.
  mkdirSync(join(made.root, '.git/hooks'), { recursive: true });
  const hook = join(made.root, '.git/hooks/post-checkout');
  writeFileSync(hook, '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/../marked"\n', {
    mode: 0o755,
  });
  writeFileSync(join(made.root, 'src/a.js'), 'export const a = 2;\n');
  made.git('stash');
  return made;
}

const open = ({ host, root }: HypothesisProject) =>
  openWorktrees(host, { root, slug: 'sample', cycle: 1, signal });

/** Opens worktrees in another process. @returns a function that kills it. */
async function heldIn({ host, root, cache }: HypothesisProject): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['--import', REGISTER_SELF, HOLD_WORKTREES, root], {
    env: { ...process.env, PERF_HARNESS_CACHE: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', reject);
  });
  return async () => {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => abandonedWorktreeFolders(host), { timeout: 60_000 }).toHaveLength(1);
  };
}

describe('worktrees of a run', () => {
  it('SH8-13: have the branch optimize/{slug}-c{n}-{date-time}, different for two runs a day', async () => {
    const made = project();
    const clock = { ...made.host.clock, now: () => new Date('2026-03-15T10:11:12.345Z') };
    const host = { ...made.host, clock };
    const first = await open({ ...made, host });
    expect(first.branch).toBe('optimize/sample-c1-20260315-101112');
    const head = await first.open('head');
    await first.setBranch(head, first.start);
    const other = await open({ ...made, host });
    expect(other.branch).toBe('optimize/sample-c1-20260315-101112-2');
    await first.close();
    await other.close();
  });

  it('X814-02: leave tree, index, stash, branches and hooks of the user byte for byte unchanged', async () => {
    const made = project();
    const before = digestProject(made.root);
    const trees = await open(made);
    const head = await trees.open('head');
    writeFileSync(join(head.root, 'src/a.js'), 'export const a = 3;\n');
    const tree = await keepState(head);
    const message = 'perf: apply optimizations H1 (+10.0%)';
    const commit = await commitState(head, { tree, parent: trees.start, message });
    await trees.setBranch(head, commit);
    await trees.close();
    expect(digestProject(made.root)).toEqual(before);
    expect(made.git('show', `${trees.branch}:src/a.js`)).toBe('export const a = 3;');
    expect(made.git('log', '-1', '--format=%s%n%an', trees.branch)).toBe(`${message}\nsomeone`);
  });

  it('C11, SH8-12: are created in the cache folder and removed at the end', async () => {
    const made = project();
    const trees = await open(made);
    const head = await trees.open('head');
    expect(head.top.startsWith(made.cache)).toBe(true);
    await trees.close();
    expect(existsSync(head.top)).toBe(false);
    expect(made.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('SH8-15: have their dependencies without an installation when the lockfile is the same', async () => {
    const made = project();
    const trees = await open(made);
    const head = await trees.open('head');
    expect(readFileSync(join(head.root, 'node_modules/dep/index.js'), 'utf8')).toContain('7');
    // Files written next to packages do not reach the tree of the user.
    writeFileSync(join(head.root, 'node_modules/.cache'), '');
    expect(readdirSync(join(made.root, 'node_modules'))).toEqual(['dep']);
    await trees.close();
  });

  it('X814-28, SH8-14: are replaced by a clone when git cannot add a worktree', async () => {
    const made = project();
    writeFileSync(join(made.root, '.git/worktrees'), 'in the way');
    const before = digestProject(made.root);
    const trees = await open(made);
    const head = await trees.open('head');
    expect(trees.mode).toBe('clone');
    expect(trees.findings.map(({ id }) => id)).toEqual(['worktree-replaced']);
    writeFileSync(join(head.root, 'src/b.js'), '');
    const tree = await keepState(head);
    const commit = await commitState(head, { tree, parent: trees.start, message: 'x' });
    await trees.setBranch(head, commit);
    await trees.close();
    expect(existsSync(head.top)).toBe(false);
    expect(made.git('rev-parse', trees.branch)).toBe(commit);
    expect(made.git('rev-parse', 'HEAD')).toBe(trees.start);
    expect(digestProject(made.root)).toEqual(before);
  });

  it('X814-11: lose what tests left when a state is restored, ignored files included', async () => {
    const made = project();
    const trees = await open(made);
    const head = await trees.open('head');
    const tree = await keepState(head);
    writeFileSync(join(head.root, 'src/a.js'), 'broken');
    writeFileSync(join(head.root, 'left.txt'), '');
    mkdirSync(join(head.root, 'src/node_modules.d'), { recursive: true });
    await restoreState(head, tree);
    expect(readFileSync(join(head.root, 'src/a.js'), 'utf8')).toBe('export const a = 1;\n');
    expect(existsSync(join(head.root, 'left.txt'))).toBe(false);
    expect(existsSync(join(head.root, 'node_modules/dep/index.js'))).toBe(true);
    await trees.close();
  });

  it('SH8-12: are removed by the next run after a kill, but not while their run is alive', async () => {
    const made = project();
    const before = digestProject(made.root);
    const kill = await heldIn(made);
    const living = await open(made);
    const mine = await living.open('head');
    expect(readdirSync(join(made.cache, 'worktrees'))).toHaveLength(2);
    await kill();
    const next = await open(made);
    expect(existsSync(mine.top)).toBe(true);
    expect(readdirSync(join(made.cache, 'worktrees'))).toHaveLength(2);
    await next.close();
    await living.close();
    expect(readdirSync(join(made.cache, 'worktrees'))).toEqual([]);
    expect(digestProject(made.root)).toEqual(before);
  });

  it('SH8-12: lose the git entries of missing worktrees, except for worktrees of the user', async () => {
    const made = project();
    const entries = join(made.root, '.git/worktrees');
    made.git('worktree', 'add', '--quiet', '--detach', join(made.cache, 'mine'));
    // On a disk that is not there now.
    renameSync(join(made.cache, 'mine'), join(made.cache, 'away'));
    for (const path of ['head/index', 'head/ORIG_HEAD', 'begun/locked']) {
      mkdirSync(join(entries, path, '..'), { recursive: true });
      writeFileSync(join(entries, path), '');
    }
    mkdirSync(join(entries, 'just-begun'));
    await (await open(made)).close();
    expect(readdirSync(entries).toSorted()).toEqual(['begun', 'just-begun', 'mine']);
  });

  it('SH8-12: are also cleaned up when the next run opens its worktree for merging', async () => {
    const made = project();
    const claimed = claimWorktreeFolder(made.host);
    // As left by a process that is gone: no process has this id.
    const left = claimed.replace(/-\d+-(\d*)-(\w+)$/u, '-4999999-$1-$2');
    renameSync(claimed, left);
    made.git('worktree', 'add', '--quiet', '--detach', join(left, 'head'));
    const run = await openRunWorktree(made.host, made.root, 'HEAD', signal);
    expect(readdirSync(join(made.cache, 'worktrees'))).toHaveLength(1);
    expect(made.git('worktree', 'list').split('\n')).toHaveLength(2);
    await run.close();
    expect(made.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('contain a project in a folder of its repository at the same place', async () => {
    const made = createHypothesisProject({ 'packages/one/src/a.js': 'x\n', 'top.txt': '' });
    const trees = await open({ ...made, root: join(made.root, 'packages/one') });
    const head = await trees.open('head');
    expect(head.prefix).toBe('packages/one');
    expect(readFileSync(join(head.root, 'src/a.js'), 'utf8')).toBe('x\n');
    await trees.close();
  });
});
