import {
  COMMIT_LOG_FORMAT,
  type CommitOrder,
  parseCommitLog,
} from '../../harness/history/trend/parse-git-log-into-commit-positions.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { gitOrNull } from '../../harness/snapshot/git/temporary-clone-and-git-output.ts';

/** Returns git's output for a project; null: git fails or is not installed. */
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

/** Returns a commit's full hash; null: git knows none by that name, or is not installed. */
export async function resolveCommitHash(
  host: Host,
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return (await askGit(host, root, args, signal))?.trim() ?? null;
}

/** Returns the user's name as configured in git. @throws UserError if there is none. */
export async function readGitAuthor(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const name = (await askGit(host, root, ['config', 'user.name'], signal))?.trim() ?? '';
  if (name !== '') return name;
  throw new UserError({
    code: 'history-author',
    message: 'Git has no user name configured to record with the decision.',
    remedy: 'Set it: git config user.name "Your Name"',
  });
}

/**
 * Returns the commits that lead to a branch, oldest first; null without git, repository or commits,
 * and in a shallow clone.
 * @throws UserError if the named branch does not exist.
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
  // Without git, runs are ordered by time.
  if (branch === null) return null;
  throw new UserError({
    code: 'history-branch',
    message: `Git cannot find a branch or commit named "${branch}" in ${root}.`,
    remedy: 'Specify a branch, a tag or a commit, or omit --branch.',
  });
}
