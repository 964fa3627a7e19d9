import type { EventSource } from './event-source.ts';
import type { Observed } from './observed.ts';

/** A query that a log tells of. */
export interface ObservedQuery {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  readonly sql: string;
  /** What stands in double quotes, as `normalStatement` has it; names, unless told. */
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
