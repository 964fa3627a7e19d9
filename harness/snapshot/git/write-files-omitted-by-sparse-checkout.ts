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
  /** Entries for `git update-index --index-info`. */
  readonly entries: readonly string[];
}

/**
 * Writes the files that a sparse checkout omits into a copy of the working tree.
 * @param target - Copy of the outermost repository.
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
  const locations = [`--git-dir=${repository.gitDir}`, `--work-tree=${folder}`];
  host.files.makeFolder(folder);
  try {
    const stdin = entries.map((entry) => `${entry}\0`).join('');
    await runGit(host, [...locations, 'update-index', '-z', '--index-info'], { ...options, stdin });
    const written = await tryGit(host, [...locations, 'checkout-index', '--all'], options);
    return isSuccessful(written) ? [] : [notWritten(top, gitErrorText(written, target))];
  } finally {
    host.files.remove(index);
    host.files.remove(`${index}.lock`);
  }
}

/** Finding about files such as those of a partial clone that the server does not provide. */
function notWritten(top: string, gitError: string): Finding {
  return {
    id: 'checkout-failed',
    level: 'error',
    message: `git could not write the files that the sparse checkout of ${top} omits${gitError}`,
    remedy:
      'Run "git sparse-checkout disable", or specify a commit for each side of the comparison.',
  };
}
