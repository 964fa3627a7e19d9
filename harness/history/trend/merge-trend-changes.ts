import type { HistoryChange, Trend } from '../../model/documents/history-document.ts';
import type { CommitOrder } from './parse-git-log-into-commit-positions.ts';

/** Change and range of its introduction: after the first position, at or before the second. */
interface PlacedChange {
  readonly scenario: string;
  readonly change: HistoryChange;
  readonly range: readonly [number, number];
}

/** Merges a scenario's possibly equal changes; the narrowest commit range decides the start. */
export function mergeTrendChanges(
  trends: readonly Trend[],
  order: CommitOrder | null,
): readonly Trend[] {
  const placed = trends.flatMap(({ scenario, changes }) =>
    changes.flatMap((change): readonly PlacedChange[] => {
      const range = rangeOf(change, order);
      return change.cause === 'code' && range !== null ? [{ scenario, change, range }] : [];
    }),
  );
  const own: PlacedChange[] = [];
  const sameAs = new Map<HistoryChange, HistoryChange>();
  for (const placedChange of placed.toSorted((a, b) => widthOf(a) - widthOf(b))) {
    const [first, ...others] = own.filter((other) => mayBeSame(placedChange, other));
    if (first === undefined) own.push(placedChange);
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

/** Returns null if the position is unknown. Without git, positions are times. */
function rangeOf(
  { since }: HistoryChange,
  order: CommitOrder | null,
): PlacedChange['range'] | null {
  const places =
    order === null
      ? [Date.parse(since.from), Date.parse(since.to)]
      : [since.good, since.bad].map((commit) => order.get(commit ?? '')?.position ?? Number.NaN);
  const [from = Number.NaN, to = Number.NaN] = places;
  return from < to ? [from, to] : null;
}

function widthOf({ range: [from, to] }: PlacedChange): number {
  return to - from;
}

function mayBeSame(placedChange: PlacedChange, other: PlacedChange): boolean {
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
