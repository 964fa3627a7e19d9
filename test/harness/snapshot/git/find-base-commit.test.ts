import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBaseCommit } from '../../../../harness/snapshot/git/find-base-commit.ts';
import {
  cloneProject,
  createGitProject,
  type GitProject,
  openGitProject,
} from '../../../support/git-project.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

type Variables = Readonly<Record<string, string>>;

const { host } = createInMemoryHost();

function baseOf(
  { root }: Pick<GitProject, 'root'>,
  env: Variables = {},
  ref: string | null = null,
) {
  return findBaseCommit({ ...host, env }, root, { ref, signal: new AbortController().signal });
}

/** Creates a project with two commits on main and one on a later branch, which is checked out. */
function createBranched() {
  const project = createGitProject();
  const left = project.commit('first');
  project.git('branch', 'feature');
  const newest = project.commit('second on main');
  project.git('checkout', '--quiet', 'feature');
  project.commit('on the branch');
  return { project, left, newest };
}

/** The first of them: a copy costs no process. */
let template: ReturnType<typeof createBranched> | undefined;

function branched(): ReturnType<typeof createBranched> {
  template ??= createBranched();
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-git-'));
  cpSync(template.project.root, root, { recursive: true });
  return { ...template, project: openGitProject(root) };
}

describe('findBaseCommit without a name', () => {
  it('returns where the branch leaves the default branch, not its newest commit', async () => {
    const { project, left } = branched();
    expect(await baseOf(project)).toEqual({
      state: 'found',
      base: { label: 'merge base with main', commit: left, how: 'the default branch' },
    });
  });

  it('returns the previous commit on the default branch itself', async () => {
    const { project, left } = branched();
    project.git('checkout', '--quiet', 'main');
    expect(await baseOf(project)).toEqual({
      state: 'found',
      base: { label: 'HEAD~1', commit: left, how: 'HEAD is on main' },
    });
  });

  it('uses the default branch of the remote, whatever its name', async () => {
    const origin = createGitProject('trunk');
    const left = origin.commit('first');
    const clone = cloneProject(origin);
    clone.git('checkout', '--quiet', '-b', 'feature');
    clone.commit('on the branch');
    expect(await baseOf(clone)).toMatchObject({
      base: { label: 'merge base with origin/trunk', commit: left },
    });
  });

  it('treats a single branch as the default branch', async () => {
    const project = createGitProject('trunk');
    const first = project.commit('first');
    project.commit('second');
    expect(await baseOf(project)).toMatchObject({ base: { label: 'HEAD~1', commit: first } });
  });

  it('asks for a name when no default branch can be determined', async () => {
    const project = createGitProject('one');
    project.commit('first');
    project.git('branch', 'two');
    await expect(baseOf(project)).rejects.toMatchObject({ code: 'no-default-branch', exitCode: 2 });
  });

  it('finds nothing before the first commit, and without any commit', async () => {
    const project = createGitProject();
    expect(await baseOf(project)).toMatchObject({
      state: 'missing',
      reason: expect.stringContaining('no commits yet'),
    });
    project.commit('first');
    expect(await baseOf(project)).toMatchObject({
      state: 'missing',
      reason: expect.stringContaining('first commit'),
    });
  });

  it('finds nothing outside a repository', async () => {
    const root = mkdtempSync(join(tmpdir(), 'perf-harness-no-git-'));
    expect(await baseOf({ root })).toMatchObject({
      state: 'missing',
      reason: expect.stringContaining('is not in a git repository'),
    });
  });
});

describe('findBaseCommit in CI', () => {
  it('returns where a pull request leaves its target, whatever the default branch is', async () => {
    const { project } = branched();
    const clone = cloneProject(project);
    clone.git('checkout', '--quiet', '--detach', 'origin/main');
    clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/release');
    clone.git('fetch', '--quiet');
    const left = clone.git('rev-parse', 'HEAD');
    clone.commit('the change');
    expect(await baseOf(clone, { GITHUB_BASE_REF: 'release' })).toEqual({
      state: 'found',
      base: {
        label: 'merge base with origin/release',
        commit: left,
        how: 'GITHUB_BASE_REF of GitHub',
      },
    });
  });

  /** Clones the newest two commits of a branch whose head merges main, which is not fetched. */
  function mergedWithMain(into: 'main' | 'feature') {
    const { project, newest } = branched();
    project.git('checkout', '--quiet', '--detach', into);
    project.git('merge', '--quiet', '--no-ff', '-m', 'merge', into === 'main' ? 'feature' : 'main');
    project.git('tag', 'pull');
    const clone = cloneProject(project, '--depth=2', '--single-branch', '--branch=pull');
    return { clone, newest, merge: clone.git('rev-parse', 'HEAD') };
  }

  it('takes the first parent of the merge that GitHub checks out with two commits', async () => {
    const { clone, newest, merge } = mergedWithMain('main');
    const github = { GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: merge };
    expect(await baseOf(clone, github)).toMatchObject({ base: { label: 'main', commit: newest } });
  });

  it('does not take a parent of the branch’s own merge for its target', async () => {
    const { clone, merge } = mergedWithMain('feature');
    const github = { GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/pull/7/merge' };
    const others: readonly Variables[] = [
      { CHANGE_TARGET: 'main', GITHUB_SHA: merge },
      { ...github, GITHUB_REF: 'refs/heads/feature', GITHUB_SHA: merge },
      // As with ref: head.sha.
      { ...github, GITHUB_SHA: 'a'.repeat(40) },
    ];
    for (const env of others) {
      await expect(baseOf(clone, env)).rejects.toMatchObject({
        code: 'shallow-clone',
        exitCode: 6,
      });
    }
    // The same holds with the whole history of that branch alone.
    clone.git('fetch', '--quiet', '--unshallow');
    for (const env of others) {
      await expect(baseOf(clone, env)).rejects.toMatchObject({
        code: 'base-not-found',
        exitCode: 6,
        remedy: expect.stringContaining('git fetch origin main'),
      });
    }
  });

  it.for(['main', 'main~1'])('rejects a commit of the target itself: HEAD is %s', async (head) => {
    const { project } = branched();
    project.git('checkout', '--quiet', '--detach', head);
    await expect(baseOf(project, { GITHUB_BASE_REF: 'main' })).rejects.toMatchObject({
      code: 'head-on-target',
      exitCode: 6,
      message: expect.stringContaining('main'),
    });
  });

  it('takes the commit that GitLab names', async () => {
    const { project, newest } = branched();
    expect(await baseOf(project, { CI_MERGE_REQUEST_DIFF_BASE_SHA: newest })).toMatchObject({
      base: { commit: newest, how: expect.stringContaining('GitLab') },
    });
  });

  it('says how to fetch more when the clone is too shallow', async () => {
    const { project } = branched();
    const clone = cloneProject(project, '--depth=1', '--branch=feature');
    const pullRequest: Variables = { GITHUB_BASE_REF: 'main' };
    const mergeRequest: Variables = { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'a'.repeat(40) };
    for (const env of [pullRequest, mergeRequest, {}]) {
      await expect(baseOf(clone, env)).rejects.toMatchObject({
        code: 'shallow-clone',
        exitCode: 6,
        remedy: expect.stringContaining('fetch-depth: 0'),
      });
    }
  });

  it('does not take the only branch of a clone for the default branch', async () => {
    const { project } = branched();
    const clone = cloneProject(project, '--single-branch', '--branch=feature');
    await expect(baseOf(clone, { CI_DEFAULT_BRANCH: 'main' })).rejects.toMatchObject({
      code: 'base-not-found',
      exitCode: 6,
    });
    // As a service that fetches a single reference leaves it.
    clone.git('remote', 'set-head', 'origin', '--delete');
    await expect(baseOf(clone)).rejects.toMatchObject({ code: 'no-default-branch' });
  });

  it('reports that the branch was never fetched into a deep clone', async () => {
    const { project } = branched();
    await expect(baseOf(project, { GITHUB_BASE_REF: 'release' })).rejects.toMatchObject({
      code: 'base-not-found',
      exitCode: 6,
      remedy: expect.stringContaining('git fetch origin release'),
    });
  });

  it('reports that the two have no commit in common', async () => {
    const { project } = branched();
    project.git('checkout', '--quiet', '--orphan', 'island');
    project.commit('elsewhere');
    await expect(baseOf(project)).rejects.toMatchObject({ code: 'no-merge-base', exitCode: 6 });
  });
});

describe('findBaseCommit with a name', () => {
  it('returns that commit, not where the branch leaves it', async () => {
    const { project, newest } = branched();
    expect(await baseOf(project, { GITHUB_BASE_REF: 'release' }, 'main')).toEqual({
      state: 'found',
      base: { label: 'main', commit: newest, how: 'named' },
    });
  });

  it('fails when there is no such commit, or no repository', async () => {
    const { project } = branched();
    await expect(baseOf(project, {}, 'mian')).rejects.toMatchObject({
      code: 'ref-not-found',
      exitCode: 6,
    });
    const root = mkdtempSync(join(tmpdir(), 'perf-harness-no-git-'));
    await expect(baseOf({ root }, {}, 'main')).rejects.toMatchObject({
      code: 'not-a-repository',
      exitCode: 6,
    });
  });
});
