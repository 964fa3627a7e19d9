import { git, type Host, UserError } from 'perf-harness/plugin';
import type { Workstream } from '../session/workstream.ts';

/** Branch of the user's repository with the changes of a workstream; it is never checked out. */
export function workstreamBranch(session: string, workstream: Workstream | 'combined'): string {
  return `team/${session}/${workstream}`;
}

/** Slug of the batch applies that fix a workstream; unique to the session. */
export function batchApplySlug(session: string, workstream: Workstream): string {
  return `team-${session}-${workstream.toLowerCase()}`;
}

export interface Repository {
  readonly host: Host;
  /** Absolute path of a folder in it. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Puts the branch of a workstream at a commit, wherever it was before. */
export async function setBranch(
  { host, root, signal }: Repository,
  branch: string,
  commit: string,
): Promise<void> {
  await git.gitText(host, ['update-ref', `refs/heads/${branch}`, commit], { cwd: root, signal });
}

/** Deletes branches of batch-apply attempts, also killed ones; a workstream has its own branch. */
export async function deleteBatchApplyBranches(
  { host, root, signal }: Repository,
  slug: string,
): Promise<void> {
  const inRoot = { cwd: root, signal };
  const pattern = `refs/heads/optimize/${slug}-c1-*`;
  const refs = await git.gitText(host, ['for-each-ref', '--format=%(refname)', pattern], inRoot);
  for (const ref of refs.split('\n').filter((line) => line !== '')) {
    await git.gitText(host, ['update-ref', '-d', ref], inRoot);
  }
}

/**
 * Lists the project files that differ between two commits, relative to its root; files outside
 * begin with `../`. null if one of them is not a commit of the repository, or the second is no
 * descendant of the first.
 */
export async function listChangedFiles(
  { host, root, signal }: Repository,
  base: string,
  head: string,
): Promise<readonly string[] | null> {
  const inRoot = { cwd: root, signal };
  const descends = ['merge-base', '--is-ancestor', '--end-of-options', base, head];
  if ((await git.gitOrNull(host, descends, inRoot)) === null) return null;
  const args = ['diff', '--name-only', '-z', '--no-renames', '--relative', base, head, '--'];
  const [inside, all] = [
    await git.gitText(host, args, inRoot),
    await git.gitText(
      host,
      args.filter((argument) => argument !== '--relative'),
      inRoot,
    ),
  ].map((text) => text.split('\0').filter((name) => name !== ''));
  const prefix = (await git.gitText(host, ['rev-parse', '--show-prefix'], inRoot)).trim();
  const up = '../'.repeat(prefix.split('/').length - 1);
  const outside = (all ?? []).filter((path) => !path.startsWith(prefix));
  return [...(inside ?? []), ...outside.map((path) => `${up}${path}`)];
}

/** Returns the full hash of a commit. @throws UserError where it is no longer in the repository. */
export async function resolveCommit(repository: Repository, ref: string): Promise<string> {
  const { host, root, signal } = repository;
  const args = ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`];
  const commit = await git.gitOrNull(host, args, { cwd: root, signal });
  if (commit !== null) return commit;
  throw new UserError({
    code: 'team-commit-gone',
    message: `Commit ${ref} is no longer in the repository of ${root}.`,
    remedy: 'Recreate the change: run perf-harness team revise with the IMPL task of that change.',
  });
}
