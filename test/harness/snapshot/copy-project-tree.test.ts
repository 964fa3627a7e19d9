/** Copies of a project in which its tests run. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { copyProject } from '../../../harness/snapshot/copy-project-tree.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import { createSampleRepository } from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
const target = mkdtempSync(join(tmpdir(), 'copy-'));
const repository = createSampleRepository({
  '.gitignore': 'data\n.env\ngenerated\n*.log\n.venv\nmy-env\n.cache\n',
});
afterEach(() => {
  repository.remove();
  rmSync(target, { recursive: true });
});

test('takes ignored files along that a run may need, but no environments, caches or large data', async () => {
  repository.write({ 'src/main.js': '1' });
  repository.commit('v1');
  repository.write({
    'src/main.js': '2',
    '.env': 'PORT=1',
    'src/generated/client.js': 'export {}',
    'big.log': 'x'.repeat(51_000_000),
    '.venv/bin/pytest': '',
    'my-env/pyvenv.cfg': '',
    'my-env/lib/a.py': '',
    '.cache/a': '',
    'src/generated/__pycache__/a.pyc': '',
  });
  mkdirSync(join(repository.root, 'data'));
  const top = join(target, 'copy');
  const copy = await copyProject(host, repository.root, top, new AbortController().signal);
  expect(readFileSync(join(copy.root, 'src/main.js'), 'utf8')).toBe('2');
  expect(readFileSync(join(copy.root, '.env'), 'utf8')).toBe('PORT=1');
  const isCopied = (path: string) => existsSync(join(copy.root, path));
  expect(['data', 'src/generated/client.js'].filter(isCopied)).toHaveLength(2);
  expect(
    ['big.log', '.venv', 'my-env', '.cache', 'src/generated/__pycache__'].filter(isCopied),
  ).toEqual([]);
});
