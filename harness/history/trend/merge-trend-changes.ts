import type { HistoryChange, Trend } from '../../model/documents/history-document.ts';
import type { CommitOrder } from './parse-git-log-into-commit-positions.ts';

/** Change with the positions after which, and up to which, it was introduced. */
interface ChangeWithRange {
  readonly scenario: string;
  readonly change: HistoryChange;
  readonly range: readonly [number, number];
}

/** Merges changes of a scenario that may be the same into that with the narrowest commit range. */
export function mergeTrendChanges(
  trends: readonly Trend[],
  order: CommitOrder | null,
): readonly Trend[] {
  const candidates = trends.flatMap(({ scenario, changes }) =>
    changes.flatMap((change): readonly ChangeWithRange[] => {
      const range = rangeOf(change, order);
      return change.cause === 'code' && range !== null ? [{ scenario, change, range }] : [];
    }),
  );
  const distinct: ChangeWithRange[] = [];
  const sameAs = new Map<HistoryChange, HistoryChange>();
  for (const placedChange of candidates.toSorted((a, b) => widthOf(a) - widthOf(b))) {
    const [first, ...others] = distinct.filter((other) => mayBeSame(placedChange, other));
    if (first === undefined) distinct.push(placedChange);
    // A change that could be merged with two others is merged with neither.
    else if (others.length === 0) sameAs.set(placedChange.change, first.change);
  }
  if (sameAs.size === 0) return trends;
  return trends.map((trend) => ({
    ...trend,
    changes: trend.changes.map((change) => {
      const first = sameAs.get(change);
      if (first === undefined) return change;
      const { id: same_as, since, bisect } = first;
      const isOpen = change.status === 'open' && change.decision === null;
      const { status, decision } = isOpen ? first : change;
      return { ...change, same_as, since, bisect, status, decision };
    }),
  }));
}

/** Returns the range of a change, in times without git; null if it is unknown. */
function rangeOf(
  { since }: HistoryChange,
  order: CommitOrder | null,
): ChangeWithRange['range'] | null {
  const ends =
    order === null
      ? [Date.parse(since.from), Date.parse(since.to)]
      : [since.good, since.bad].map((commit) => order.get(commit ?? '')?.position ?? Number.NaN);
  const [from = Number.NaN, to = Number.NaN] = ends;
  return from < to ? [from, to] : null;
}

function widthOf({ range: [from, to] }: ChangeWithRange): number {
  return to - from;
}

function mayBeSame(placedChange: ChangeWithRange, other: ChangeWithRange): boolean {
  if (
    placedChange.scenario !== other.scenario ||
    placedChange.change.direction !== other.change.direction
  ) {
    return false;
  }
  return (
    Math.max(placedChange.range[0], other.range[0]) <
    Math.min(placedChange.range[1], other.range[1])
  );
}
