import type { Host } from 'perf-harness';
import type { Observed } from '../observed/observed.ts';
import type { AccessFormat } from './access-format.ts';
import { AccessLogReader } from './access-log.ts';
import { harmless } from './harmless.ts';
import { LineScanner } from './line-scanner.ts';
import { type LogFormat, recogniseFormat } from './recognise-format.ts';
import type { FieldMap } from './record-fields.ts';
import { RecordReader } from './record-reader.ts';

/** What reading one file came to. */
export interface LogSource {
  readonly file: string;
  /** null: it is of no format that is known. */
  readonly format: string | null;
  readonly bytes: number;
  readonly lines: number;
  readonly unread: number;
  /** The first lines that could not be read, made harmless and cut. */
  readonly examples: readonly string[];
  readonly hasZone: boolean;
  /** What ended the reading before the end of the file; null: nothing did. */
  readonly trouble: string | null;
}

/** What is read the same way for all files. */
export interface ReadLogOptions {
  readonly formats: readonly AccessFormat[];
  readonly map: FieldMap | null;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** Lines that tell what a file is. */
const FIRST_LINES = 200;
const MOST_EXAMPLES = 3;
const EXAMPLE_LENGTH = 100;

/** Reads a file of any length into `observed`; what cannot be read is counted and shown. */
export async function readLog(
  { files }: Pick<Host, 'files'>,
  file: string,
  observed: Observed,
  { formats, map, signal, onBytes }: ReadLogOptions,
): Promise<LogSource> {
  const first: string[] = [];
  const state = { bytes: 0, lines: 0, unread: 0, examples: [] as string[] };
  let reader: LineReader | null = null;
  let format: LogFormat | null = null;
  const begin = (): void => {
    format = recogniseFormat(first, formats, map);
    reader = format === null ? null : readerOf(format, observed);
    for (const line of first) take(Buffer.from(line), 0, Buffer.byteLength(line));
  };
  const take = (bytes: Buffer, start: number, end: number): void => {
    state.lines += 1;
    if (reader?.read(bytes, start, end) === true) return;
    state.unread += 1;
    if (state.examples.length < MOST_EXAMPLES)
      state.examples.push(
        harmless(
          bytes.toString('utf8', start, Math.min(end, start + EXAMPLE_LENGTH)),
          EXAMPLE_LENGTH,
        ),
      );
  };
  const scanner = new LineScanner((bytes, start, end) => {
    if (reader !== null) take(bytes, start, end);
    else if (first.length < FIRST_LINES) {
      first.push(bytes.toString('utf8', start, end));
      if (first.length === FIRST_LINES) begin();
    } else take(bytes, start, end);
  });
  let trouble: string | null = null;
  try {
    for await (const part of files.readByteParts(file)) {
      signal.throwIfAborted();
      state.bytes += part.length;
      onBytes?.(part.length);
      scanner.write(part);
    }
  } catch (error) {
    signal.throwIfAborted();
    trouble = error instanceof Error ? error.message : String(error);
  }
  scanner.end();
  if (first.length < FIRST_LINES) begin();
  const { bytes, lines, unread, examples } = state;
  return {
    ...{ file, bytes, lines, examples, trouble },
    unread: unread + scanner.tooLong,
    format: (format as LogFormat | null)?.name ?? null,
    hasZone: (reader as LineReader | null)?.hasZone ?? true,
  };
}

/** Reads lines of one format. */
interface LineReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  readonly hasZone: boolean;
}

function readerOf(format: LogFormat, observed: Observed): LineReader {
  if (format.kind === 'access') return new AccessLogReader(format.format, observed.requests);
  const records = new RecordReader(format.fields, observed);
  let head = format.headLines;
  return {
    read: (bytes, start, end) => {
      if (head > 0) {
        head -= 1;
        return true;
      }
      const record = format.toRecord(bytes.toString('utf8', start, end));
      return record !== null && records.read(record);
    },
    get hasZone() {
      return records.hasZone;
    },
  };
}
