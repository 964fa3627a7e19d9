import { join, relative } from 'node:path';
import type { Host } from '../../host.ts';
import { claimWorktreeFolder } from '../worktree-folders.ts';
import { findRepositoryTop } from './find-repository-top.ts';
import { type GitOptions, isSuccessful, runGit, tryGit } from './run-git.ts';

/** Clone of a repository at one of its commits, separate from the user's tree. */
export interface Clone {
  readonly root: string;
  /** Is removed with the clone. */
  readonly stateFolder: string;
}

/** Clones a repository for the duration of an action. @throws UserError if git fails. */
export async function withClone<T>(
  host: Host,
  {
    folder,
    commit,
    signal,
  }: { readonly folder: string; readonly commit: string; readonly signal: AbortSignal },
  use: (clone: Clone) => Promise<T>,
): Promise<T> {
  const place = claimWorktreeFolder(host);
  // A project may be part of a repository, which can only be cloned as a whole.
  const top = findRepositoryTop(host.files, folder) ?? folder;
  const tree = join(place, 'tree');
  const git = (...args: readonly string[]) => runGit(host, args, { cwd: folder, signal });
  try {
    await git('clone', '--quiet', '--shared', '--no-checkout', top, tree);
    await git('-C', tree, 'checkout', '--quiet', '--detach', commit);
    return await use({
      root: join(tree, relative(top, folder)),
      stateFolder: join(place, 'state'),
    });
  } finally {
    host.files.removeIfAllowed(place);
  }
}

/** Output of git without the end of its last line. @throws UserError with git's own words. */
export async function gitText(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  return withoutEnd(await runGit(host, args, options));
}

/** Runs git; returns null if it ends with an error. */
export async function gitOrNull(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string | null> {
  const result = await tryGit(host, args, options);
  return isSuccessful(result) ? withoutEnd(result.stdout) : null;
}

function withoutEnd(text: string): string {
  return text.replace(/\n$/u, '');
}
