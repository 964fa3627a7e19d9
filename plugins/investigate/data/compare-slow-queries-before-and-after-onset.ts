import type { IncidentSlowQuery } from '../document/investigation-document.ts';
import { QuantileSketch } from '../observations/quantile-sketch.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { SlowQueries } from '../observations/sql-statement-table.ts';
import type { OnsetSides } from './compare-error-logs-before-and-after-onset.ts';

/** Limit of reported statements. */
const MOST_STATEMENTS = 100;

/** Compares slow queries before and since the onset by statement; no onset: all are before. */
export function compareSlowQueries(
  statements: ReadonlyMap<string, ReadonlyMap<number, SlowQueries>>,
  { length }: Pick<TimeGrid, 'length'>,
  found: OnsetSides | null,
): readonly IncidentSlowQuery[] {
  const { interval, end } = found ?? { interval: length, end: length };
  return [...statements]
    .map(([statement, cells]) => ({
      statement,
      before: levelOf(cells, 0, interval),
      after: levelOf(cells, interval, end),
    }))
    .filter(({ before, after }) => before.count + after.count > 0)
    .toSorted(
      (a, b) =>
        b.after.total_ms - a.after.total_ms ||
        b.before.total_ms - a.before.total_ms ||
        (a.statement < b.statement ? -1 : 1),
    )
    .slice(0, MOST_STATEMENTS);
}

function levelOf(
  cells: ReadonlyMap<number, SlowQueries>,
  from: number,
  to: number,
): IncidentSlowQuery['before'] {
  const durations = new QuantileSketch();
  let [count, total, max] = [0, 0, 0];
  for (const [interval, cell] of cells) {
    if (interval < from || interval >= to) continue;
    durations.merge(cell.durations);
    count += cell.count;
    total += cell.total;
    max = Math.max(max, cell.max);
  }
  return {
    count,
    total_ms: Math.round(total * 1000) / 1000,
    p95: durations.quantile(0.95),
    max: count === 0 ? null : max,
  };
}
