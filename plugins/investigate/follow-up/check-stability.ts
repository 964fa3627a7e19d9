import { type FindChangePoints, type FoundOnset, findOnset } from '../data/find-onset.ts';
import type { FixCheck } from '../document/investigation-document.ts';
import type { TimeGrid } from '../observed/requests.ts';
import type { LevelBasis } from './check-level.ts';
import { FIRST_AFTER } from './follow-up-grid.ts';
import { NO_NUMBERS } from './judge-criterion.ts';
import type { WatchedLevel } from './watched-levels.ts';

/** A change for the worse after a fix, and the place in the grid where it begins. */
export interface LateChange {
  readonly place: number;
  readonly check: FixCheck;
}

/**
 * Finds degradations after a fix to a level beyond the limit, since the mean of a day hides late
 * changes. A spike is reported and fails nothing.
 */
export function findLateChanges(
  levels: readonly WatchedLevel[],
  grid: TimeGrid,
  end: number,
  basis: LevelBasis,
  find: FindChangePoints,
): readonly LateChange[] {
  const later = {
    ...grid,
    start: grid.start + FIRST_AFTER * grid.widthMs,
    length: end - FIRST_AFTER,
  };
  if (later.length <= 0) return [];
  return levels.flatMap((level): readonly LateChange[] => {
    const found = findOnset(level.cells.slice(FIRST_AFTER, end), [], later, find, JUDGED);
    if (found === null) return [];
    const { onset, interval } = found;
    const limit = basis[onset.metric === 'p95' ? 'p95' : 'errors'](level)?.limit;
    if (limit === undefined || onset.after < limit) return [];
    return [{ place: interval + FIRST_AFTER, check: checkOf(level, found, limit, basis.name) }];
  });
}

/** There are limits for these. */
const JUDGED = [['p95', 'error_rate']] as const;

function checkOf(
  { name }: WatchedLevel,
  { onset }: FoundOnset,
  limit: number,
  basis: string,
): FixCheck {
  const { metric, kind, at, before, after } = onset;
  const isSpike = kind === 'spike';
  return {
    ...NO_NUMBERS,
    measure: 'stability',
    name,
    basis,
    value: after,
    before,
    limit,
    outcome: 'fail',
    is_decisive: !isSpike,
    note: `${metric === 'p95' ? 'p95' : 'the error rate'} rose again at ${at.slice(0, 16)}Z${isSpike ? ', for a short time' : ''}`,
  };
}
