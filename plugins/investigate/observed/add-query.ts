import type { Observed } from './observed.ts';

/**
 * Takes in a query that a log tells of: its time as a point of a series, and itself if it is slow.
 *
 * @param series - What times of queries are called there.
 * @param at - Milliseconds since 1970.
 */
export function addQuery(
  { series: table, statements, events }: Pick<Observed, 'series' | 'statements' | 'events'>,
  series: string,
  at: number,
  durationMs: number,
  sql: string,
  quotes: 'names' | 'texts' = 'names',
): void {
  table.add(series, '', at, durationMs);
  if (statements.add(at, durationMs, sql, quotes)) events.add('slow_queries', at);
}
