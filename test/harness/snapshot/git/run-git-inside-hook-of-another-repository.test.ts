import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { tryGit } from '../../../../harness/snapshot/git/run-git.ts';
import { createGitProject } from '../../../support/git-project.ts';

const { signal } = new AbortController();

test('asks git about its own repository, even within a hook of another repository', async () => {
  const [own, other] = [createGitProject(), createGitProject()];
  own.commit('one', { 'a.txt': 'a' });
  other.commit('other', { 'b.txt': 'b' });
  const host = createHost({
    cwd: own.root,
    env: { ...process.env, GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root },
  });
  const { stdout } = await tryGit(host, ['rev-parse', '--show-toplevel'], {
    cwd: own.root,
    signal,
  });
  expect(stdout.trim()).toBe(realpathSync(own.root));
  await host.processes.close();
});
