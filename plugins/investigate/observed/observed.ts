import { ErrorLines, type KeptErrorLines } from './error-lines.ts';
import { EventCounts } from './event-counts.ts';
import type { KeptEventSource } from './event-source.ts';
import { type KeptRequests, RequestTable, type TimeGrid } from './requests.ts';
import { type KeptSeries, SeriesTable } from './series.ts';
import { type KeptStatements, StatementTable } from './statements.ts';

/** Where what was read goes. */
export interface Observed {
  readonly requests: RequestTable;
  readonly series: SeriesTable;
  /** What logs tell of by words, such as deadlocks; it becomes series when all is read. */
  readonly events: EventCounts;
  readonly errorLines: ErrorLines;
  readonly statements: StatementTable;
}

/** Nothing yet. */
export function createObserved(grid: TimeGrid): Observed {
  return {
    requests: new RequestTable(grid),
    series: new SeriesTable(),
    events: new EventCounts(grid),
    errorLines: new ErrorLines(grid),
    statements: new StatementTable(grid),
  };
}

/** A part of what was observed, as JSON holds it. */
export type KeptObserved =
  | { readonly requests: KeptRequests }
  | {
      readonly series: KeptSeries;
      readonly events: readonly KeptEventSource[];
      readonly errorLines: KeptErrorLines;
      readonly statements: KeptStatements;
    };

/** What was observed, in parts that are small beside it. */
export function* keptOf({
  requests,
  series,
  events,
  errorLines,
  statements,
}: Observed): Generator<KeptObserved> {
  for (const part of requests.toKept()) yield { requests: part };
  yield {
    series: series.toKept(),
    events: events.toKept(),
    errorLines: errorLines.toKept(),
    statements: statements.toKept(),
  };
}

/**
 * Adds what was kept of a part, of the same grid, as if it had been read now. It comes to the same to
 * the last digit of every count and quantile, unless the part alone has more names or points than the
 * tables tell apart.
 */
export function addKept(observed: Observed, kept: Iterable<KeptObserved>): void {
  for (const part of kept) {
    if ('requests' in part) {
      observed.requests.addKept(part.requests);
      continue;
    }
    observed.series.addKept(part.series);
    observed.events.addKept(part.events);
    observed.errorLines.addKept(part.errorLines);
    observed.statements.addKept(part.statements);
  }
}
