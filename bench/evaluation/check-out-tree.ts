/** The files of a commit of a public repository, from a clone that is there or made. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMirror } from '../audit/check-out-files.ts';
import type { RepositoryCase } from './evaluation-case.ts';

/** Excluded: lock files cover more than is installed, npm settings may name another registry. */
const OF_OTHERS = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', '.npmrc', '.yarnrc.yml'];

/** Writes the files of a commit, or of one folder of it, to `root`. */
export function checkOutTree(root: string, repositoryCase: RepositoryCase, commit: string): void {
  const { repository, folder, without = [] } = repositoryCase;
  const scratch = mkdtempSync(join(tmpdir(), 'perf-harness-tree-'));
  const tar = join(scratch, 'tree.tar');
  const left = [...OF_OTHERS, ...without].map(
    (path) => `:!${folder === undefined ? path : `${folder}/${path}`}`,
  );
  const archive = ['archive', '--format=tar', `--output=${tar}`, commit];
  execFileSync(
    'git',
    ['--git-dir', cloneOf(repository), ...archive, '--', folder ?? '.', ...left],
    { stdio: 'pipe' },
  );
  const strip = `--strip-components=${folder === undefined ? 0 : folder.split('/').length}`;
  execFileSync('tar', ['xf', tar, strip, '-C', root]);
  rmSync(scratch, { recursive: true });
}

/**
 * Returns the clone in the folder named by PERF_HARNESS_MIRRORS (`owner+name/repo`); without that
 * variable, the clone is created in the temporary folder and kept there for later cases.
 */
function cloneOf(repository: string): string {
  const mirrors = process.env.PERF_HARNESS_MIRRORS;
  if (mirrors !== undefined && mirrors !== '') return findMirror(mirrors, repository);
  const clones = join(tmpdir(), 'perf-harness-evaluation-clones');
  const clone = findMirror(clones, repository);
  if (!existsSync(clone)) {
    mkdirSync(join(clone, '..'), { recursive: true });
    const url = `https://github.com/${repository}.git`;
    execFileSync('git', ['clone', '--quiet', '--bare', url, clone], { timeout: 600_000 });
  }
  return clone;
}
