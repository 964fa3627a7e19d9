import { ErrorLines } from './error-log-message-patterns.ts';
import { LogEvents } from './log-event-counts.ts';
import { SeriesTable } from './metric-time-series-table.ts';
import { RequestTable, type TimeGrid } from './requests-by-interval.ts';
import { StatementTable } from './sql-statement-table.ts';

/**
 * Events of logs, such as deadlocks, counted by interval. An interval covered by a log without
 * events counts as 0; an interval without any log of the group is unknown and does not count.
 */
class EventCounts {
  readonly #grid: TimeGrid;
  readonly #sources: LogEvents[] = [];

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /** Opens a log of a group, which may consist of several files. */
  open(group: string): LogEvents {
    const source = new LogEvents(group, this.#grid);
    this.#sources.push(source);
    return source;
  }

  /** Adds a series for each kind that happened: its number in each interval that logs of its sort cover. */
  toSeries(table: SeriesTable): void {
    for (const [group, sources] of Map.groupBy(this.#sources, (source) => source.group)) {
      const covered = new Set(sources.flatMap((source) => [...source.covered()]));
      const intervals = [...covered].toSorted((a, b) => a - b);
      for (const kind of new Set(sources.flatMap(({ counts }) => [...counts.keys()]))) {
        for (const interval of intervals) {
          const count = sources.reduce(
            (sum, { counts }) => sum + (counts.get(kind)?.get(interval) ?? 0),
            0,
          );
          const at = this.#grid.start + interval * this.#grid.widthMs;
          table.add(`${group}_${kind}`, '', at, count);
        }
      }
    }
  }
}

export interface Observations {
  readonly requests: RequestTable;
  readonly series: SeriesTable;
  /** Events that logs report in words, such as deadlocks; converted to series after reading. */
  readonly events: EventCounts;
  readonly errorLines: ErrorLines;
  readonly statements: StatementTable;
}

export function createObservations(grid: TimeGrid): Observations {
  return {
    requests: new RequestTable(grid),
    series: new SeriesTable(),
    events: new EventCounts(grid),
    errorLines: new ErrorLines(grid),
    statements: new StatementTable(grid),
  };
}

interface ObservedQuery {
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
