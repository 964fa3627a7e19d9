import type { IncidentOnset, ServedLevel } from '../document/investigation-document.ts';
import {
  type RequestCell,
  sumRequestCells,
  type TimeGrid,
} from '../observations/requests-by-interval.ts';

/** Number of values from which a 95th percentile is more than their maximum. */
export const MIN_VALUES_FOR_P95 = 20;

export function computeServedLevel(cell: RequestCell | undefined): ServedLevel {
  const durations = cell?.durations;
  return {
    count: cell?.count ?? 0,
    errors: cell?.errors ?? 0,
    p50: durations?.quantile(0.5) ?? null,
    p95: durations?.quantile(0.95) ?? null,
    p99: durations?.quantile(0.99) ?? null,
    low_n: (durations?.count ?? 0) < MIN_VALUES_FOR_P95,
  };
}

export function servedLevelBetween(
  cells: readonly (RequestCell | undefined)[],
  from: number,
  to: number,
): ServedLevel {
  return computeServedLevel(sumRequestCells(cells.slice(Math.max(0, from), to)));
}

export function errorRate({ count, errors }: Pick<ServedLevel, 'count' | 'errors'>): number {
  return count === 0 ? 0 : errors / count;
}

/** Values of answered requests that are analysed. */
export type ServedMetric = Exclude<IncidentOnset['metric'], 'error_lines'>;

const QUANTILES = { p50: 0.5, p95: 0.95 } as const;

export function servedValues(
  cells: readonly (RequestCell | undefined)[],
  grid: TimeGrid,
  metric: ServedMetric,
): { readonly intervals: readonly number[]; readonly values: readonly number[] } {
  const intervals: number[] = [];
  const values: number[] = [];
  for (let at = 0; at < grid.length; at += 1) {
    const cell = cells[at];
    if (cell === undefined) continue;
    const isTimed = metric !== 'error_rate';
    if ((isTimed ? cell.durations.count : cell.count) < MIN_VALUES_FOR_P95) continue;
    const value = isTimed ? cell.durations.quantile(QUANTILES[metric]) : cell.errors / cell.count;
    if (value === null) continue;
    intervals.push(at);
    values.push(value);
  }
  return { intervals, values };
}
