import type { Host } from '../../host.ts';
import { EXIT } from '../../model/exit-code.ts';
import { didYouMean } from '../../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../model/user-error.ts';
import type { Repository } from './git-repository.ts';
import { isSuccessful, runGit, tryGit } from './run-git.ts';

/** Resolves a name to a commit. @throws UserError if none, which counts as a missing side. */
export async function resolveRef(
  host: Host,
  repository: Repository,
  ref: string,
  signal: AbortSignal,
): Promise<string> {
  checkRevision(ref);
  const commit = await findCommit(host, repository, ref, signal);
  if (commit !== null) return commit;
  if ((await findCommit(host, repository, 'HEAD', signal)) === null) throw noCommits(repository);
  const names = await refNames(host, repository, signal);
  throw repository.isShallow ? notInShallowClone(ref, names) : refNotFound(ref, repository, names);
}

/** Rejects revisions that git would take for an option. @throws UserError */
export function checkRevision(text: string): void {
  if (!text.startsWith('-')) return;
  throw new UserError({
    code: 'ref-not-found',
    message: `"${text}" is not a commit name: it begins with "-", like an option.`,
    remedy: LIST_THEM,
    exitCode: EXIT.baseline,
  });
}

const LIST_THEM =
  'Specify a branch, a tag or a commit; "git branch --all" and "git tag" list them.';

/** Returns the short names of all branches and tags, including those of remotes. */
export async function refNames(
  host: Host,
  { top }: Repository,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = [
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ];
  const text = await runGit(host, args, { cwd: top, signal });
  return text.split('\n').filter((name) => name !== '' && !name.endsWith('/HEAD'));
}

/**
 * Returns the commit of a name; null if there is none.
 * @param repository - Its top, or any other folder in it.
 */
export async function findCommit(
  host: Host,
  { top }: Pick<Repository, 'top'>,
  ref: string,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const result = await tryGit(host, args, { cwd: top, signal });
  return isSuccessful(result) ? result.stdout.trim() : null;
}

function noCommits({ top }: Repository): UserError {
  return new UserError({
    code: 'no-commits',
    message: `The repository ${top} has no commits yet, so there is nothing to compare with.`,
    remedy: 'Commit first, or specify a folder to compare with.',
    exitCode: EXIT.baseline,
  });
}

function notInShallowClone(ref: string, names: readonly string[]): UserError {
  return new UserError({
    code: 'shallow-clone',
    message: `"${ref}" is not in this shallow clone: only the newest commits were fetched.${suggestRef(ref, names)}`,
    remedy:
      'Fetch the rest with "git fetch --unshallow"; on GitHub Actions, set "fetch-depth: 0" for actions/checkout.',
    exitCode: EXIT.baseline,
  });
}

function refNotFound(ref: string, { top }: Repository, names: readonly string[]): UserError {
  return new UserError({
    code: 'ref-not-found',
    message: `"${ref}" is not a commit in the repository ${top}.${suggestRef(ref, names)}`,
    remedy: LIST_THEM,
    exitCode: EXIT.baseline,
  });
}

/** Returns ` Did you mean "main"?`, or empty; a remote-only branch of that name is likeliest. */
export function suggestRef(ref: string, names: readonly string[]): string {
  const remote = names.find((name) => name.slice(name.indexOf('/') + 1) === ref);
  return remote === undefined ? didYouMean(ref, names) : ` Did you mean "${remote}"?`;
}
