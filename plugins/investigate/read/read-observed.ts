import type { Host } from 'perf-harness';
import { RequestTable, type TimeGrid } from '../observed/requests.ts';
import { SeriesTable } from '../observed/series.ts';
import { type LogSource, type ReadLogOptions, readLog } from './read-log.ts';
import type { Observed } from './record-reader.ts';

/** Which files, and in which time. */
export interface ReadObservedOptions extends ReadLogOptions {
  /** Absolute. */
  readonly logs: readonly string[];
  readonly grid: TimeGrid;
}

/** All that logs and metrics say of a time, and what reading each of them came to. */
export async function readObserved(
  host: Pick<Host, 'files'>,
  { logs, grid, ...options }: ReadObservedOptions,
): Promise<{ readonly observed: Observed; readonly sources: readonly LogSource[] }> {
  const observed: Observed = {
    requests: new RequestTable(grid),
    series: new SeriesTable(),
    errorLines: new Map(),
  };
  const sources: LogSource[] = [];
  for (const file of logs) sources.push(await readLog(host, file, observed, options));
  return { observed, sources };
}
