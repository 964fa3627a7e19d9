import type { Host } from '../host.ts';
import type { BisectedChange } from '../model/documents/bisect-document.ts';
import { EXIT } from '../model/exit-code.ts';
import { shellQuote } from '../model/shell-quote.ts';
import { shortCommit } from '../model/short-commit.ts';
import { UserError } from '../model/user-error.ts';
import { findRepository, noRepository, type Repository } from '../snapshot/git/git-repository.ts';
import { resolveRef } from '../snapshot/git/resolve-ref.ts';
import { isSuccessful, runGit, splitNulSeparated, tryGit } from '../snapshot/git/run-git.ts';

/** Good and bad commit on one line of history, and the commits between them. */
export interface CommitRange {
  readonly repository: Repository;
  /** Whole name. */
  readonly good: string;
  readonly bad: string;
  /** Oldest first; the bad commit is last. */
  readonly commits: readonly BisectedChange[];
}

/**
 * Lists the commits after good up to bad along first parents, so that each merge counts as one
 * change. Where good lies on a merged branch, the list follows that branch up to the merge, so that
 * each commit is compared with a parent that contains good.
 * @throws UserError where good is not before bad.
 */
export async function readCommitRange(
  host: Host,
  folder: string,
  ends: { readonly good: string; readonly bad: string },
  signal: AbortSignal,
): Promise<CommitRange> {
  const repository = await findRepository(host, folder, signal);
  if (repository === null) throw noRepository(folder);
  const good = await resolveRef(host, repository, ends.good, signal);
  const bad = await resolveRef(host, repository, ends.bad, signal);
  const isBefore = async (commit: string, other: string): Promise<boolean> => {
    const args = ['merge-base', '--is-ancestor', commit, other];
    return isSuccessful(await tryGit(host, args, { cwd: repository.top, signal }));
  };
  if (good === bad) throw sameCommit(ends);
  if (!(await isBefore(good, bad))) {
    throw (await isBefore(bad, good)) ? swapped(ends) : notBefore(ends, repository);
  }
  const format = '--format=%H%x00%P%x00%an%x00%aI%x00%s%x00';
  const args = ['log', '-z', '--ancestry-path', '--no-show-signature', format];
  const range = ['--end-of-options', `${good}..${bad}`];
  const text = await runGit(host, [...args, ...range], { cwd: repository.top, signal });
  return { repository, good, bad, commits: lineBetween(good, bad, readCommits(text)) };
}

/** Back from bad to good, at each commit to the first parent that good leads to; oldest first. */
function lineBetween(
  good: string,
  bad: string,
  known: ReadonlyMap<string, KnownCommit>,
): readonly BisectedChange[] {
  const line: BisectedChange[] = [];
  let at = known.get(bad);
  while (at !== undefined) {
    line.push(at.change);
    const parent = at.parents.find((parent) => parent === good || known.has(parent));
    at = parent === undefined ? undefined : known.get(parent);
  }
  return line.reverse();
}

/** Paths that the commits of a stretch change, from the top of the repository. */
export async function listChangedFiles(
  host: Host,
  { top }: Repository,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['diff', '-z', '--name-only', '--no-ext-diff', '--end-of-options', from, to];
  return splitNulSeparated(await runGit(host, args, { cwd: top, signal }));
}

/** A commit that good leads to. */
interface KnownCommit {
  readonly change: BisectedChange;
  /** Full hashes. */
  readonly parents: readonly string[];
}

/** Parts of a commit in the output: five fields and end of entry, each followed by a NUL. */
const PARTS = 6;

/** Any field may be empty, such as the subject of a commit without a message. */
function readCommits(text: string): ReadonlyMap<string, KnownCommit> {
  const parts = text.split('\0');
  const known = new Map<string, KnownCommit>();
  for (let at = 0; at + PARTS <= parts.length; at += PARTS) {
    const [commit = '', parents = '', author = '', date = '', subject = ''] = parts.slice(
      at,
      at + PARTS,
    );
    const change = { label: shortCommit(commit), commit, subject, author, date };
    known.set(commit, { change, parents: parents.split(' ') });
  }
  return known;
}

interface Ends {
  readonly good: string;
  readonly bad: string;
}

function sameCommit({ good, bad }: Ends): UserError {
  return new UserError({
    code: 'same-commit',
    message: `"${good}" and "${bad}" are the same commit, so there is nothing between them to search.`,
    remedy: 'Specify a commit before the change and a commit that contains it.',
  });
}

function swapped({ good, bad }: Ends): UserError {
  return new UserError({
    code: 'ends-swapped',
    message: `"${bad}" comes before "${good}": the good end must be the earlier commit, whether performance got worse or better.`,
    remedy: `Put "${bad}" before "${good}", and leave the rest of the command unchanged.`,
  });
}

function notBefore({ good, bad }: Ends, { isShallow, top }: Repository): UserError {
  return new UserError({
    code: isShallow ? 'shallow-clone' : 'not-an-ancestor',
    message: isShallow
      ? `"${good}" cannot be shown to come before "${bad}" in ${top}: the clone is shallow and has only the newest commits.`
      : `"${good}" is not an ancestor of "${bad}": they are on different branches of ${top}.`,
    remedy: isShallow
      ? 'Fetch the missing commits with "git fetch --unshallow".'
      : `Start at the merge base: use "$(git merge-base ${shellQuote(good)} ${shellQuote(bad)})" in place of "${good}", and leave the rest of the command unchanged.`,
    exitCode: isShallow ? EXIT.baseline : EXIT.usage,
  });
}
