import type { Observations } from './collected-log-observations.ts';
import type { LogEvents } from './log-event-counts.ts';

/** A query found in a log. */
export interface ObservedQuery {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  readonly sql: string;
  /** Meaning of double quotes, as for `normalStatement`; names by default. */
  readonly quotes?: 'names' | 'texts';
}

/** Adds a query: its time as a point of a series, and its statement if it is slow. */
export function addQuery(
  { series, statements }: Pick<Observations, 'series' | 'statements'>,
  source: LogEvents,
  { at, durationMs, sql, quotes = 'names' }: ObservedQuery,
): void {
  series.add(`${source.group}_query_time_ms`, '', at, durationMs);
  source.cover(at);
  if (statements.add(at, durationMs, sql, quotes)) source.add('slow_queries', at);
}
