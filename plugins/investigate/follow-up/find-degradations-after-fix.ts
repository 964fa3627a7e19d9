import { type FoundOnset, findOnset } from '../data/find-degradation-onset.ts';
import type { FixCheck } from '../document/investigation-document.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { LevelBasis } from './check-service-level-after-fix.ts';
import { EMPTY_CHECK_VALUES } from './evaluate-fix-success-criterion.ts';
import { FIX_INTERVAL } from './fix-follow-up-time-windows.ts';
import type { TrackedLevel } from './latency-and-error-levels-per-endpoint.ts';

/** Degradation after a fix, and its first interval in the grid. */
export interface LateDegradation {
  readonly place: number;
  readonly check: FixCheck;
}

/**
 * Finds degradations after a fix to a level beyond the limit, since the mean of a day hides late
 * changes. A spike is reported and fails nothing.
 */
export function findLateDegradations(
  levels: readonly TrackedLevel[],
  grid: TimeGrid,
  end: number,
  basis: LevelBasis,
): readonly LateDegradation[] {
  const later = {
    ...grid,
    start: grid.start + FIX_INTERVAL * grid.widthMs,
    length: end - FIX_INTERVAL,
  };
  if (later.length <= 0) return [];
  return levels.flatMap((level): readonly LateDegradation[] => {
    const found = findOnset(level.cells.slice(FIX_INTERVAL, end), [], later, JUDGED);
    if (found === null) return [];
    const { onset, interval } = found;
    const limit = basis[onset.metric === 'p95' ? 'p95' : 'errors'](level)?.limit;
    if (limit === undefined || onset.after < limit) return [];
    return [{ place: interval + FIX_INTERVAL, check: checkOf(level, found, limit, basis.name) }];
  });
}

/** Metrics that have limits. */
const JUDGED = [['p95', 'error_rate']] as const;

function checkOf(
  { name }: TrackedLevel,
  { onset }: FoundOnset,
  limit: number,
  basis: string,
): FixCheck {
  const { metric, kind, at, before, after } = onset;
  const isSpike = kind === 'spike';
  return {
    ...EMPTY_CHECK_VALUES,
    measure: 'stability',
    name,
    basis,
    value: after,
    before,
    limit,
    outcome: 'fail',
    is_decisive: !isSpike,
    note: `${metric === 'p95' ? 'p95' : 'the error rate'} rose again at ${at.slice(0, 16)}Z${isSpike ? ', briefly' : ''}`,
  };
}
