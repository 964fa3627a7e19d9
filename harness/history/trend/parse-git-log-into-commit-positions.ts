export interface KnownCommit {
  /** Number in the order of the branch, from its first commit on. */
  readonly position: number;
  /** Index along the first parents of the branch's head; null if the commit came with a merge. */
  readonly mainline: number | null;
  readonly committedAt: string;
  readonly author: string;
  /** First line of the message. */
  readonly subject: string;
  readonly releases: readonly string[];
}

/** Commits that lead to the head of a branch, by hash, oldest first. */
export type CommitOrder = ReadonlyMap<string, KnownCommit>;

const FIELD_SEPARATOR = '\u001f';

/** Format argument of `git log`; the output is parsed by `parseCommitLog`. */
export const COMMIT_LOG_FORMAT = '--format=%H%x1f%ct%x1f%D%x1f%P%x1f%an%x1f%s';

/** Decoration with which git marks a commit whose parents are missing from a shallow clone. */
const SHALLOW_BOUNDARY = 'grafted';

/** Parses `git log --topo-order --reverse --decorate=full`; null for a shallow clone. */
export function parseCommitLog(text: string): CommitOrder | null {
  const order = new Map<string, Omit<KnownCommit, 'mainline'>>();
  const firstParents = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [hash, seconds, refs = '', parents = '', author = '', subject = ''] =
      line.split(FIELD_SEPARATOR);
    if (hash === undefined || hash === '' || seconds === undefined) continue;
    const names = refs.split(', ');
    if (names.includes(SHALLOW_BOUNDARY)) return null;
    const releases = names
      .filter((ref) => ref.startsWith('tag: refs/tags/'))
      .map((ref) => ref.slice('tag: refs/tags/'.length));
    const committedAt = new Date(Number(seconds) * 1_000).toISOString();
    order.set(hash, { position: order.size, committedAt, author, subject, releases });
    firstParents.set(hash, parents.split(' ')[0] ?? '');
  }
  const mainline = mainlineOf([...order.keys()].at(-1), firstParents);
  return new Map(
    [...order].map(([hash, known]) => [hash, { ...known, mainline: mainline.get(hash) ?? null }]),
  );
}

/** Numbers the commits along the first parents of the head, from the first on. */
function mainlineOf(
  head: string | undefined,
  firstParents: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const line: string[] = [];
  for (let at = head; at !== undefined && at !== ''; at = firstParents.get(at)) line.push(at);
  return new Map(line.toReversed().map((hash, number) => [hash, number]));
}
