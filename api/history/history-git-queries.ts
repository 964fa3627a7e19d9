import {
  COMMIT_LOG_FORMAT,
  type CommitOrder,
  parseCommitLog,
} from '../../harness/history/trend/commit-order.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { gitOrNull } from '../../harness/snapshot/git/with-clone.ts';

/** Answer of git about a project; null: it has none, or there is no git. */
async function askGit(
  host: Host,
  root: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await gitOrNull(host, args, { cwd: root, signal });
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Whole name of a commit; null: git knows none by that name, or is not there. */
export async function resolveCommitHash(
  host: Host,
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return (await askGit(host, root, args, signal))?.trim() ?? null;
}

/** The name that git has of who writes. @throws UserError where it has none. */
export async function readGitAuthor(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const name = (await askGit(host, root, ['config', 'user.name'], signal))?.trim() ?? '';
  if (name !== '') return name;
  throw new UserError({
    code: 'history-author',
    message: 'git has no name for who decides.',
    remedy: 'Tell it: git config user.name "Your Name"',
  });
}

/**
 * The commits that lead to a branch, oldest first; null without git, repository or commits, and in a shallow clone.
 * @throws UserError where the branch that was named is none.
 */
export async function readCommitOrder(
  host: Host,
  root: string,
  branch: string | null,
  signal: AbortSignal,
): Promise<CommitOrder | null> {
  const args = ['log', '--topo-order', '--reverse', '--decorate=full', COMMIT_LOG_FORMAT];
  const named = [...args, '--end-of-options', branch ?? 'HEAD', '--'];
  const log = await askGit(host, root, named, signal);
  if (log !== null) return parseCommitLog(log);
  // Without git there is the order of time.
  if (branch === null) return null;
  throw new UserError({
    code: 'history-branch',
    message: `git knows no branch or commit "${branch}" in ${root}.`,
    remedy: 'Name a branch, a tag or a commit, or leave --branch out.',
  });
}
