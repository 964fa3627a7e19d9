import { join } from 'node:path';
import { git, type Host, type processes, UserError, worktrees } from 'perf-harness/plugin';
import { findRepository, removeAbandonedWorktrees } from './strike/trial-worktrees.ts';

/** Result of merging a cycle's branch. */
export type Merge =
  | { readonly state: 'merged'; readonly head: string }
  /** The merge was aborted; nothing of it is left. */
  | { readonly state: 'conflict'; readonly files: readonly string[] };

/**
 * Worktree of one run, in which cycles are profiled and their branches merged (ruling C10). The
 * user's own working tree is only read.
 */
export interface RunWorktree {
  /** Absolute root of the project in the worktree. */
  readonly root: string;
  readonly merge: (branch: string) => Promise<Merge>;
  readonly close: () => Promise<void>;
}

const NEVER = new AbortController().signal;

/** Identity for merges where the user has not set a name in git. */
const NAMED_BY_DEFAULT = {
  GIT_AUTHOR_NAME: 'perf-harness',
  GIT_AUTHOR_EMAIL: 'perf-harness@example.invalid',
  GIT_COMMITTER_NAME: 'perf-harness',
  GIT_COMMITTER_EMAIL: 'perf-harness@example.invalid',
};

/**
 * Creates a worktree for the run in the cache folder, at a commit, on no branch. It is recreated
 * whenever a loop starts, so a merge interrupted by a kill is discarded.
 * @throws UserError where git cannot create it.
 */
export async function openRunWorktree(
  host: Host,
  root: string,
  commit: string,
  signal: AbortSignal,
): Promise<RunWorktree> {
  const inRoot = { cwd: root, signal };
  const { repository, prefix } = await findRepository(host, root, signal);
  await removeAbandonedWorktrees(host, repository, signal);
  const folder = worktrees.claimWorktreeFolder(host);
  const top = join(folder, 'run');
  await must(host, ['worktree', 'add', '--quiet', '--detach', top, commit], inRoot);
  await worktrees.provideWorktreeDependencies(host, { repository, worktree: top, prefix, signal });
  return {
    root: join(top, prefix),
    merge: (branch) => merge(host, top, branch, signal),
    close: async () => {
      const args = ['worktree', 'remove', '--force', '--force', top];
      await git.tryGit(host, args, { cwd: root, signal: NEVER });
      host.files.remove(folder);
    },
  };
}

/** Merges a branch; on a conflict, records the conflicting files and aborts the merge (OPT-30). */
async function merge(host: Host, top: string, branch: string, signal: AbortSignal): Promise<Merge> {
  const inTree = { cwd: top, signal };
  const args = ['merge', '--no-edit', '--quiet', branch];
  const named = await git.tryGit(host, ['config', 'user.email'], inTree);
  const env = isFine(named) ? {} : NAMED_BY_DEFAULT;
  const result = await git.tryGit(host, args, { ...inTree, env });
  if (isFine(result)) {
    return { state: 'merged', head: (await must(host, ['rev-parse', 'HEAD'], inTree)).trim() };
  }
  const unmerged = await git.tryGit(host, ['diff', '--name-only', '--diff-filter=U', '-z'], inTree);
  const files = unmerged.stdout.split('\0').filter((name) => name !== '');
  await git.tryGit(host, ['merge', '--abort'], inTree);
  if (files.length > 0) return { state: 'conflict', files };
  throw failed(`merge ${branch}`, result);
}

async function must(
  host: Host,
  args: readonly string[],
  options: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  const result = await git.tryGit(host, args, options);
  if (!isFine(result)) throw failed(args[0] ?? '', result);
  return result.stdout;
}

function isFine({ exit, timedOut }: processes.ExecResult): boolean {
  return !timedOut && exit.type === 'code' && exit.code === 0;
}

function failed(what: string, { stderr }: processes.ExecResult): UserError {
  return new UserError({
    code: 'git-failed',
    message: `git ${what} failed: ${stderr.trim().split('\n').slice(-3).join(' ')}`,
    remedy: 'Fix the git error, then resume.',
  });
}
