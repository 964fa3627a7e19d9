import { basename } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import {
  createObservations,
  type Observations,
} from '../observations/collected-log-observations.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { AccessFormat } from './access-log-format.ts';
import { createJsonFileParser } from './json-file-parser.ts';
import type { FileParser, JsonFormat, LogSource } from './log-format-reader-types.ts';
import { createLineFileParser } from './log-line-file-parser.ts';
import type { FieldMap } from './log-record-fields.ts';
import { PROMETHEUS_RESPONSE } from './metrics/prometheus-formats.ts';
import { OTLP_JSON } from './otlp/otlp-json.ts';

const START = 4096;
const JSON_FORMATS: readonly JsonFormat[] = [PROMETHEUS_RESPONSE, OTLP_JSON];

interface ReadLogOptions {
  readonly formats: readonly AccessFormat[];
  readonly map: FieldMap | null;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** Reads a file of any length into `observed`; unreadable lines are counted and shown. */
export async function readLog(
  { files }: Pick<Host, 'files'>,
  file: string,
  observed: Observations,
  { formats, map, signal, onBytes }: ReadLogOptions,
): Promise<LogSource> {
  let bytes = 0;
  let reading: FileParser | null = null;
  let trouble: string | null = null;
  const { clock } = observed.requests;
  clock.begin();
  observed.errorLines.begin();
  observed.series.begin(basename(file));
  observed.requests.counted = { requests: 0, timed: 0 };
  const pointsBefore = observed.series.added;
  try {
    for await (const part of files.readByteParts(file)) {
      signal.throwIfAborted();
      bytes += part.length;
      onBytes?.(part.length);
      const text = reading === null ? withoutMark(part) : part;
      reading ??= beginReading(text, observed, formats, map);
      reading.write(text);
    }
    reading?.end();
  } catch (error) {
    signal.throwIfAborted();
    trouble = error instanceof Error ? error.message : String(error);
    reading?.end();
  }
  const { timedBy, ...result } = reading?.result() ?? NOTHING;
  const { jump: clockJump } = clock;
  const { requests, timed } = observed.requests.counted;
  const durations = timed === 0 ? null : { from: timedBy ?? 'the log format', count: timed };
  const points = observed.series.added - pointsBefore;
  return { ...result, file, bytes, requests, durations, points, clockJump, trouble };
}

const NOTHING: ReturnType<FileParser['result']> = {
  format: null,
  lines: 0,
  unread: 0,
  examples: [],
  hasZone: true,
  assumedYear: null,
  timedBy: null,
};

/** Without the mark of the order of bytes that some programs begin UTF-8 with. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

/** Chooses a reader by the first bytes: JSON that spans lines, or lines. */
function beginReading(
  first: Uint8Array,
  observed: Observations,
  formats: readonly AccessFormat[],
  map: FieldMap | null,
): FileParser {
  const start = Buffer.from(first.subarray(0, START)).toString('utf8');
  const format = map === null ? JSON_FORMATS.find(({ isOf }) => isOf(start)) : undefined;
  return format === undefined
    ? createLineFileParser(observed, formats, map)
    : createJsonFileParser(format, observed);
}

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
