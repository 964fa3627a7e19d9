import type { Host } from 'perf-harness';
import { createObserved, type Observed } from '../observed/observed.ts';
import type { TimeGrid } from '../observed/requests.ts';
import type { LogSource } from './log-source.ts';
import { type ReadLogOptions, readLog } from './read-log.ts';

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
  const observed = createObserved(grid);
  const sources: LogSource[] = [];
  for (const file of logs) sources.push(await readLog(host, file, observed, options));
  observed.events.toSeries(observed.series);
  return { observed, sources };
}
