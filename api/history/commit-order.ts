import {
  COMMIT_LOG_FORMAT,
  type CommitOrder,
  parseCommitLog,
} from '../../harness/history/trend/commit-order.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { isFine, tryGit } from '../../harness/snapshot/git/run-git.ts';

/**
 * The commits that lead to a branch, oldest first; null without git, repository or commits,
 * and in a shallow clone, which knows only the last of them.
 * @throws UserError where the branch that was named is none.
 */
export async function readCommitOrder(
  host: Host,
  root: string,
  branch: string | null,
  signal: AbortSignal,
): Promise<CommitOrder | null> {
  const args = ['log', '--topo-order', '--reverse', '--decorate=full', COMMIT_LOG_FORMAT];
  try {
    const name = branch ?? 'HEAD';
    const result = await tryGit(host, [...args, '--end-of-options', name, '--'], {
      cwd: root,
      signal,
    });
    if (isFine(result)) return parseCommitLog(result.stdout);
  } catch (error) {
    // Without git there is the order of time.
    if (!(error instanceof UserError)) throw error;
  }
  if (branch === null) return null;
  throw new UserError({
    code: 'history-branch',
    message: `git knows no branch or commit "${branch}" in ${root}.`,
    remedy: 'Name a branch, a tag or a commit, or leave --branch out.',
  });
}
