import type { Host } from 'perf-harness/plugin';
import {
  createObservations,
  type Observations,
} from '../observations/collected-log-observations.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { LogSource } from './log-file-read-summary.ts';
import { type ReadLogOptions, readLog } from './read-single-log-file.ts';

export type ReadingProgress =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'bytes'; readonly bytes: number };

/** Files to read, and the period of interest. */
export interface ReadObservationsOptions extends Omit<ReadLogOptions, 'onBytes'> {
  /** Absolute. */
  readonly logs: readonly string[];
  readonly grid: TimeGrid;
  readonly onProgress?: (event: ReadingProgress) => void;
}

/** Reads logs and metrics of a period, and reports the result for each file. */
export async function readObservations(
  host: Pick<Host, 'files'>,
  { logs, grid, onProgress, ...options }: ReadObservationsOptions,
): Promise<{ readonly observed: Observations; readonly sources: readonly LogSource[] }> {
  const observed = createObservations(grid);
  const sources: LogSource[] = [];
  const onBytes = (bytes: number): void => onProgress?.({ kind: 'bytes', bytes });
  for (const file of logs) {
    onProgress?.({ kind: 'file', file });
    sources.push(await readLog(host, file, observed, { ...options, onBytes }));
  }
  observed.series.begin('');
  observed.events.toSeries(observed.series);
  return { observed, sources };
}
