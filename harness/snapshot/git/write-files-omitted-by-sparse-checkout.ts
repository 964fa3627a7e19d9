import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { findRepository } from './git-repository.ts';
import { gitErrorText, isSuccessful, runGit, tryGit } from './run-git.ts';

/** Files that a sparse checkout keeps only in the index of a repository. */
export interface SparseFiles {
  /** Top of the repository. */
  readonly top: string;
  /** Path of this repository within the outermost repository; empty for the outermost itself. */
  readonly at: string;
  /** As `git update-index --index-info` reads them. */
  readonly entries: readonly string[];
}

/**
 * Completes a copied sparse working tree from the repository, as the
 * other side is. @param target - The outermost repository's.
 */
export async function writeSparseFiles(
  host: Host,
  { top, at, entries }: SparseFiles,
  target: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const repository = await findRepository(host, top, signal);
  if (repository === null) return [];
  const folder = join(target, at);
  const index = `${target}.index`;
  const options = { cwd: folder, env: { GIT_INDEX_FILE: index }, signal };
  const place = [`--git-dir=${repository.gitDir}`, `--work-tree=${folder}`];
  host.files.makeFolder(folder);
  try {
    const stdin = entries.map((entry) => `${entry}\0`).join('');
    await runGit(host, [...place, 'update-index', '-z', '--index-info'], { ...options, stdin });
    const written = await tryGit(host, [...place, 'checkout-index', '--all'], options);
    return isSuccessful(written) ? [] : [notWritten(top, gitErrorText(written, target))];
  } finally {
    host.files.remove(index);
    host.files.remove(`${index}.lock`);
  }
}

/** Such as a file of a partial clone that its server does not give. */
function notWritten(top: string, words: string): Finding {
  return {
    id: 'checkout-failed',
    level: 'error',
    message: `git could not write the files that the sparse checkout of ${top} omits${words}`,
    remedy:
      'Run "git sparse-checkout disable", or specify a commit for each side of the comparison.',
  };
}
