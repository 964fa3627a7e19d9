import { join, relative } from 'node:path';
import type { Host } from '../../host.ts';
import { claimWorktreeFolder } from '../worktree-folders.ts';
import { findRepositoryTop } from './git-repository.ts';
import { type GitOptions, isSuccessful, runGit, tryGit } from './run-git.ts';

/** Clone of a repository at one of its commits, separate from the user's tree. */
export interface Clone {
  readonly root: string;
  /** State folder, which is removed with the clone. */
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
  const workFolder = claimWorktreeFolder(host);
  // A project may be part of a repository, which can only be cloned as a whole.
  const top = findRepositoryTop(host.files, folder) ?? folder;
  const tree = join(workFolder, 'tree');
  const git = (...args: readonly string[]) => runGit(host, args, { cwd: folder, signal });
  try {
    await git('clone', '--quiet', '--shared', '--no-checkout', top, tree);
    await git('-C', tree, 'checkout', '--quiet', '--detach', commit);
    return await use({
      root: join(tree, relative(top, folder)),
      stateFolder: join(workFolder, 'state'),
    });
  } finally {
    host.files.removeIfAllowed(workFolder);
  }
}

/** Returns the output of git without its final newline. @throws UserError with git's message. */
export async function gitText(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  return withoutFinalNewline(await runGit(host, args, options));
}

/** Runs git; returns null if it ends with an error. */
export async function gitOrNull(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string | null> {
  const result = await tryGit(host, args, options);
  return isSuccessful(result) ? withoutFinalNewline(result.stdout) : null;
}

function withoutFinalNewline(text: string): string {
  return text.replace(/\n$/u, '');
}
