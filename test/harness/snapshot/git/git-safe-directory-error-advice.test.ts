import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { findRepository } from '../../../../harness/snapshot/git/git-repository.ts';
import { createGitProject } from '../../../support/git-project.ts';

afterEach(() => vi.unstubAllEnvs());

test('says how to allow a repository of another user, whatever its folder is called', async () => {
  const top = join(createGitProject().root, `it's ours`);
  const inside = join(top, 'packages');
  mkdirSync(inside, { recursive: true });
  execFileSync('git', ['init', '--quiet', top]);
  // Variable from git's own tests, since a second user is not available everywhere.
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
  const found = findRepository(createHost(), inside, new AbortController().signal);
  await expect(found).rejects.toMatchObject({
    code: 'repository-not-trusted',
    message: expect.stringContaining(inside),
    remedy: `Allow it: git config --global --add safe.directory '${top.replaceAll("'", "'\\''")}'`,
  });
});
