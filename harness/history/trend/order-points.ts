import { isPlausible } from '../plausible-moment.ts';
import type { StoredPoint } from '../store/read-series.ts';
import type { CommitOrder } from './commit-order.ts';

/** The points of a trend, and how many runs are none of it. */
export interface OrderedPoints {
  readonly points: readonly StoredPoint[];
  /** Runs of code that was in no commit. */
  readonly uncommitted: number;
}

/**
 * Puts runs in the order of the code that they measured: old commits may be measured late. Runs of
 * commits that the branch does not hold are left out, and so are those of uncommitted code.
 * @param now - Where the order is that of time, runs that a wrong clock has dated have no place in it.
 * @param order - null: without git, the order is that of measuring.
 */
export function orderPoints(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
  keepsUncommitted: boolean,
  now: Date | null = null,
): OrderedPoints {
  const clean = keepsUncommitted ? points : points.filter(({ isDirty }) => !isDirty);
  const uncommitted = points.length - clean.length;
  const inTime = (): OrderedPoints => {
    const dated = now === null ? clean : clean.filter((point) => isPlausible(point, now));
    return { points: dated.toSorted(byTime), uncommitted };
  };
  if (order === null) return inTime();
  const placed = clean.flatMap((point) => {
    if (point.commit === null) return [];
    const known = order.get(point.commit);
    return known === undefined ? [] : [{ point, position: known.position }];
  });
  // Nothing of this branch, as in a store that holds imports alone: the order is that of time.
  if (placed.length === 0) return inTime();
  return {
    points: placed
      .toSorted((a, b) => a.position - b.position || byTime(a.point, b.point))
      .map(({ point }) => point),
    uncommitted,
  };
}

function byTime(a: StoredPoint, b: StoredPoint): number {
  const [atA, atB] = [momentOf(a), momentOf(b)];
  if (atA !== atB) return atA < atB ? -1 : 1;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.run < b.run ? -1 : 1;
}

function momentOf({ committedAt, startedAt }: StoredPoint): string {
  return committedAt ?? startedAt;
}
