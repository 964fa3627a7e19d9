import { ErrorLines } from './error-lines.ts';
import { EventCounts } from './event-counts.ts';
import { RequestTable, type TimeGrid } from './requests.ts';
import { SeriesTable } from './series.ts';
import { StatementTable } from './statements.ts';

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
