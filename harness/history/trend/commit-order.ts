/** A commit, as the order of a branch knows it. */
export interface KnownCommit {
  /** Number in the order of the branch, from its first commit on. */
  readonly position: number;
  readonly committedAt: string;
  /** Tags of it. */
  readonly releases: readonly string[];
}

/** The commits that lead to a branch's head, by their hash, oldest first. */
export type CommitOrder = ReadonlyMap<string, KnownCommit>;

const FIELD = '\u001f';

/** What `git log` is asked for; parsed by `parseCommitLog`. */
export const COMMIT_LOG_FORMAT = '--format=%H%x1f%ct%x1f%D';

/** How git marks a commit whose parents a shallow clone left out. */
const CUT_OFF = 'grafted';

/**
 * Reads `git log --topo-order --reverse --decorate=full` in that format; null where a shallow clone
 * knows only the last commits of the order.
 */
export function parseCommitLog(text: string): CommitOrder | null {
  const order = new Map<string, KnownCommit>();
  for (const line of text.split('\n')) {
    const [hash, seconds, refs = ''] = line.split(FIELD);
    if (hash === undefined || hash === '' || seconds === undefined) continue;
    const names = refs.split(', ');
    if (names.includes(CUT_OFF)) return null;
    const releases = names
      .filter((ref) => ref.startsWith('tag: refs/tags/'))
      .map((ref) => ref.slice('tag: refs/tags/'.length));
    const committedAt = new Date(Number(seconds) * 1_000).toISOString();
    order.set(hash, { position: order.size, committedAt, releases });
  }
  return order;
}
