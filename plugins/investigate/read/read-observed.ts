import type { Host } from 'perf-harness';
import {
  addKept,
  createObserved,
  type KeptObserved,
  keptOf,
  type Observed,
} from '../observed/observed.ts';
import type { TimeGrid } from '../observed/requests.ts';
import type { LogSource } from './log-source.ts';
import { type ReadLogOptions, readLog } from './read-log.ts';

/** What was read of one file before. */
export interface OpenReading {
  /** null: nothing, or the file has changed since. */
  readonly text: string | null;
  /** Keeps what was read now. It is no loss where that cannot be done. */
  readonly keep: (text: string) => void;
}

/**
 * Looks for what an investigation that was interrupted has read of a file.
 *
 * @param file - Absolute.
 * @param asked - What the outcome of reading it follows from, beside the file and the program.
 */
export type OpenReadings = (file: string, asked: string) => OpenReading;

/** How far reading is. */
export type ReadingEvent =
  | { readonly kind: 'file'; readonly file: string; readonly isKnown: boolean }
  | { readonly kind: 'bytes'; readonly bytes: number };

/** Which files, and in which time. */
export interface ReadObservedOptions extends Omit<ReadLogOptions, 'onBytes'> {
  /** Absolute. */
  readonly logs: readonly string[];
  readonly grid: TimeGrid;
  /** null: all is read now. */
  readonly openReadings: OpenReadings | null;
  readonly onProgress?: (event: ReadingEvent) => void;
}

/** What reading one file came to, as JSON holds it. */
interface KeptReading {
  readonly source: LogSource;
  readonly observed: KeptObserved;
}

/** Bytes of a file that is read apart from others: less is read again sooner than it is kept. */
const APART = 4 << 20;

/**
 * All that logs and metrics say of a time, and what reading each of them came to. Each large file is
 * read apart and added, whether or not what was read of it is kept, so that an investigation that goes
 * on where it was interrupted says the same as one that was not.
 */
export async function readObserved(
  host: Pick<Host, 'files'>,
  { logs, grid, openReadings, onProgress, ...options }: ReadObservedOptions,
): Promise<{ readonly observed: Observed; readonly sources: readonly LogSource[] }> {
  const observed = createObserved(grid);
  const sources: LogSource[] = [];
  const asked = JSON.stringify([grid, options.map, options.formats]);
  const reading = {
    ...options,
    onBytes: (bytes: number) => onProgress?.({ kind: 'bytes', bytes }),
  };
  for (const file of logs) {
    const isApart = host.files.sizeOf(file) >= APART;
    const open = isApart ? (openReadings?.(file, asked) ?? null) : null;
    const known = open?.text ?? null;
    onProgress?.({ kind: 'file', file, isKnown: known !== null });
    if (!isApart) {
      sources.push(await readLog(host, file, observed, reading));
      continue;
    }
    const kept = known === null ? await readApart(host, file, grid, reading) : parsed(known);
    addKept(observed, kept.observed);
    sources.push({ ...kept.source, file });
    if (known === null && kept.source.trouble === null) open?.keep(JSON.stringify(kept));
  }
  observed.events.toSeries(observed.series);
  return { observed, sources };
}

async function readApart(
  host: Pick<Host, 'files'>,
  file: string,
  grid: TimeGrid,
  options: ReadLogOptions,
): Promise<KeptReading> {
  const own = createObserved(grid);
  const source = await readLog(host, file, own, options);
  return { source, observed: keptOf(own) };
}

/** What is damaged is not given out by who keeps it. */
function parsed(text: string): KeptReading {
  return JSON.parse(text) as KeptReading;
}
