import type { IncidentOnset } from '../document/investigation-document.ts';
import type { RequestCell, TimeGrid } from '../observed/requests.ts';
import { FEWEST_FOR_P95 } from './served-level.ts';

/** Values of answered requests that are analysed. */
export type ServedMetric = Exclude<IncidentOnset['metric'], 'error_lines'>;

const QUANTILES = { p50: 0.5, p95: 0.95 } as const;

/** Values of the intervals that have enough requests for one. */
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
    if ((isTimed ? cell.durations.count : cell.count) < FEWEST_FOR_P95) continue;
    const value = isTimed ? cell.durations.quantile(QUANTILES[metric]) : cell.errors / cell.count;
    if (value === null) continue;
    intervals.push(at);
    values.push(value);
  }
  return { intervals, values };
}
