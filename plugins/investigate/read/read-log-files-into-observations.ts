import type { Host } from 'perf-harness/plugin';
import {
  createObservations,
  mergeObservations,
  type Observations,
  type SerializedObservations,
  serializeObservations,
} from '../observations/collected-log-observations.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { LogSource } from './log-file-read-summary.ts';
import { type ReadLogOptions, readLog } from './read-single-log-file.ts';

/** Cached result of reading a file. */
interface OpenReading {
  /** Cached lines; null if there are none, or the file has changed. */
  readonly lines: readonly string[] | null;
  /** Caches what was read now. Failure is harmless. */
  readonly keep: (lines: Iterable<string>) => void;
}

/**
 * Looks up what an interrupted investigation has read of a file.
 *
 * @param file - Absolute.
 * @param asked - Inputs of the reading other than the file and the program.
 */
export type ReadingLookup = (file: string, asked: string) => OpenReading;

/** Progress of reading. */
export type ReadingProgress =
  | { readonly kind: 'file'; readonly file: string; readonly isKnown: boolean }
  | { readonly kind: 'bytes'; readonly bytes: number };

/** Files to read, and the period of interest. */
export interface ReadObservationsOptions extends Omit<ReadLogOptions, 'onBytes'> {
  /** Absolute. */
  readonly logs: readonly string[];
  readonly grid: TimeGrid;
  /** null: all is read now. */
  readonly openReadings: ReadingLookup | null;
  readonly onProgress?: (event: ReadingProgress) => void;
}

/** Bytes from which a file is read separately; smaller files are read again faster than cached. */
const APART = 4 << 20;

/**
 * Reads logs and metrics of a period, and reports the result for each file. Each large file is read
 * separately and then merged, cached or not, so that a resumed investigation has the same result as
 * an uninterrupted one.
 */
export async function readObservations(
  host: Pick<Host, 'files'>,
  { logs, grid, openReadings, onProgress, ...options }: ReadObservationsOptions,
): Promise<{ readonly observed: Observations; readonly sources: readonly LogSource[] }> {
  let observed: Observations | null = null;
  const sources: LogSource[] = [];
  const asked = JSON.stringify([grid, options.map, options.formats]);
  const reading = {
    ...options,
    onBytes: (bytes: number) => onProgress?.({ kind: 'bytes', bytes }),
  };
  for (const file of logs) {
    const isApart = host.files.sizeOf(file) >= APART;
    const open = isApart ? (openReadings?.(file, asked) ?? null) : null;
    const known = open?.lines ?? null;
    onProgress?.({ kind: 'file', file, isKnown: known !== null });
    if (known !== null) {
      observed ??= createObservations(grid);
      sources.push(takeIn(observed, known));
      continue;
    }
    const own: Observations = isApart || observed === null ? createObservations(grid) : observed;
    const source = await readLog(host, file, own, reading);
    sources.push(source);
    if (open !== null && source.trouble === null) open.keep(keptLines(source, own));
    // The first file needs no merge, which avoids copying its tables.
    if (observed === null) observed = own;
    else if (observed !== own) mergeObservations(observed, serializeObservations(own));
  }
  observed ??= createObservations(grid);
  observed.series.begin('');
  observed.events.toSeries(observed.series);
  return { observed, sources };
}

/** Serializes the result of reading a file: first the source, then the observations in parts. */
function* keptLines(source: LogSource, observed: Observations): Generator<string> {
  yield JSON.stringify(source);
  for (const part of serializeObservations(observed)) yield JSON.stringify(part);
}

/** Restores the result of `keptLines`. The cache never returns damaged entries. */
function takeIn(observed: Observations, [source = '', ...parts]: readonly string[]): LogSource {
  for (const part of parts)
    mergeObservations(observed, [JSON.parse(part) as SerializedObservations]);
  return JSON.parse(source) as LogSource;
}
