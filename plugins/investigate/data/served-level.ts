import type { ServedLevel } from '../document/investigation-document.ts';
import { type RequestCell, sumCells } from '../observed/requests.ts';

/** Values from which a 95th percentile is more than the largest of them. */
export const FEWEST_FOR_P95 = 20;

/** What was answered in one interval, or in none. */
export function levelOf(cell: RequestCell | undefined): ServedLevel {
  const durations = cell?.durations;
  return {
    count: cell?.count ?? 0,
    errors: cell?.errors ?? 0,
    p50: durations?.quantile(0.5) ?? null,
    p95: durations?.quantile(0.95) ?? null,
    p99: durations?.quantile(0.99) ?? null,
    low_n: (durations?.count ?? 0) < FEWEST_FOR_P95,
  };
}

/** What was answered from one interval to before another. */
export function levelBetween(
  cells: readonly (RequestCell | undefined)[],
  from: number,
  to: number,
): ServedLevel {
  return levelOf(sumCells(cells.slice(Math.max(0, from), to)));
}

/** Errors per answer; 0 where nothing was answered. */
export function errorRate({ count, errors }: Pick<ServedLevel, 'count' | 'errors'>): number {
  return count === 0 ? 0 : errors / count;
}
