import type { Annotation } from '../../model/documents/history-document.ts';
import type { Note } from '../store/notes.ts';
import type { StoredPoint } from '../store/read-series.ts';
import type { CommitOrder } from './commit-order.ts';

/** What people wrote beside a trend, each at its point; what none of the points has come to is left out. */
export function placeNotes(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
  notes: readonly Note[],
): readonly Annotation[] {
  return notes.flatMap(({ place, text, author }): readonly Annotation[] => {
    const index =
      place.by === 'commit'
        ? pointOf(place.commit, points, order)
        : points.findIndex(({ startedAt }) => startedAt >= place.moment);
    return index < 0 ? [] : [{ index, kind: 'note', text: `${text} (${author})` }];
  });
}

/** The first run of that commit; where it was never measured, of the next one that was. */
function pointOf(
  commit: string,
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): number {
  const same = points.findIndex((point) => point.commit?.startsWith(commit) === true);
  if (same >= 0 || order === null) return same;
  const position = order.get(commit)?.position;
  if (position === undefined) return -1;
  return points.findIndex((point) => (order.get(point.commit ?? '')?.position ?? -1) >= position);
}
