import { describe, expect, test } from 'vitest';
import { listChangedFiles, readCommitRange } from '../../../harness/bisect/commit-range.ts';
import { createHost } from '../../../harness/host.ts';
import { cloneProject, createGitProject } from '../../support/git-project.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';

const host = withUnguardedGit(createHost());
const { signal } = new AbortController();

describe('commit range', () => {
  const project = createGitProject();
  const first = project.commit('one', { 'a.txt': '1' });
  const second = project.commit('two: "quotes", | and\n\nbody', { 'b.txt': '2' });
  project.git('checkout', '--quiet', '-b', 'side');
  project.commit('on the side', { 'side.txt': '1' });
  const side = project.commit('on the side again', { 'side.txt': '2' });
  project.git('checkout', '--quiet', 'main');
  const third = project.commit('three', { 'ü name.txt': '3' });
  project.git('merge', '--quiet', '--no-ff', '--message', 'merge the side', 'side');
  const merge = project.git('rev-parse', 'HEAD');
  project.git('tag', 'v1', first);
  const between = (good: string, bad: string) =>
    readCommitRange(host, project.root, { good, bad }, signal);

  test('follows first parents, oldest first, with the author, date and subject of each commit', async () => {
    const { good, bad, commits } = await between('v1', 'main');
    expect([good, bad]).toEqual([first, merge]);
    expect(commits.map(({ commit }) => commit)).toEqual([second, third, merge]);
    expect(commits[0]).toMatchObject({
      label: second.slice(0, 10),
      subject: 'two: "quotes", | and',
      author: 'test',
    });
    expect(Number.isNaN(Date.parse(commits[0]?.date ?? ''))).toBe(false);
    expect(commits[2]?.subject).toBe('merge the side');
  });

  test('includes the files that each commit changes', async () => {
    const { repository } = await between('v1', 'main');
    expect(await listChangedFiles(host, repository, second, third, signal)).toEqual(['ü name.txt']);
    expect(await listChangedFiles(host, repository, first, merge, signal)).toEqual([
      'b.txt',
      'side.txt',
      'ü name.txt',
    ]);
  });

  test('holds a single commit when the bad end is the child of the good end', async () => {
    expect((await between(first, second)).commits).toHaveLength(1);
  });

  test('follows the branch of the good end up to the merge that brought it in', async () => {
    const merged = createGitProject();
    merged.commit('root', { 'a.txt': '1' });
    merged.git('checkout', '--quiet', '-b', 'release');
    const good = merged.commit('on release', { 'release.txt': '1' });
    const later = merged.commit('later on release', { 'release.txt': '2' });
    merged.git('checkout', '--quiet', 'main');
    merged.commit('m1: a note', { 'NOTES.md': '1' });
    merged.commit('m2: a note', { 'NOTES.md': '2' });
    merged.git('merge', '--quiet', '--no-ff', '--message', 'merge release', 'release');
    const whole = merged.git('rev-parse', 'HEAD');
    const last = merged.commit('m4', { 'b.txt': '4' });
    const line = async (from: string) => {
      const ends = { good: from, bad: 'main' };
      const { commits } = await readCommitRange(host, merged.root, ends, signal);
      return commits.map(({ commit }) => commit);
    };
    // Neither m1 nor m2 contains the commits of the good end.
    expect(await line(good)).toEqual([later, whole, last]);
    expect(await line(later)).toEqual([whole, last]);
  });

  test('reads commits without a message, in the middle or at the end', async () => {
    const empty = createGitProject();
    const good = empty.commit('one', { 'a.txt': '1' });
    const nothingSaid = ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '-m', ''];
    empty.git(...nothingSaid);
    const silent = empty.git('rev-parse', 'HEAD');
    const last = empty.commit('three', { 'a.txt': '3' });
    const { signal: own } = new AbortController();
    const toLast = await readCommitRange(host, empty.root, { good, bad: last }, own);
    expect(toLast.commits).toMatchObject([
      { commit: silent, subject: '', author: 'test' },
      { commit: last, subject: 'three' },
    ]);
    const toSilent = await readCommitRange(host, empty.root, { good, bad: silent }, own);
    expect(toSilent.commits.map(({ commit }) => commit)).toEqual([silent]);
  });

  test.each([
    ['the same commit twice', 'v1', first, 'same-commit', 2],
    ['ends that are swapped', 'main', 'v1', 'ends-swapped', 2],
    ['branches beside each other', third, side, 'not-an-ancestor', 2],
    ['a name that nothing has', 'v9', 'main', 'ref-not-found', 6],
    ['what looks like an option', '--all', 'main', 'ref-not-found', 6],
  ])('refuses %s', async (_what, good, bad, code, exitCode) => {
    await expect(between(good, bad)).rejects.toMatchObject({ code, exitCode });
  });

  test('refuses a folder without a repository', async () => {
    const ends = { good: 'a', bad: 'b' };
    await expect(readCommitRange(host, host.temporaryFolder, ends, signal)).rejects.toMatchObject({
      code: 'not-a-repository',
      exitCode: 6,
    });
  });

  test('reports a shallow clone when the good end was not fetched', async () => {
    const clone = cloneProject(project, '--depth', '1');
    await expect(
      readCommitRange(host, clone.root, { good: first, bad: 'main' }, signal),
    ).rejects.toMatchObject({ code: 'shallow-clone', exitCode: 6 });
  });
});
