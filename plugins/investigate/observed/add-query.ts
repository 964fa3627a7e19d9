import type { EventSource } from './event-source.ts';
import type { Observed } from './observed.ts';

/** A query found in a log. */
export interface ObservedQuery {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  readonly sql: string;
  /** Meaning of double quotes, as for `normalStatement`; names by default. */
  readonly quotes?: 'names' | 'texts';
}

/** Takes in a query: its time as a point of a series, and itself if it is slow. */
export function addQuery(
  { series, statements }: Pick<Observed, 'series' | 'statements'>,
  source: EventSource,
  { at, durationMs, sql, quotes = 'names' }: ObservedQuery,
): void {
  series.add(`${source.group}_query_time_ms`, '', at, durationMs);
  source.cover(at);
  if (statements.add(at, durationMs, sql, quotes)) source.add('slow_queries', at);
}
