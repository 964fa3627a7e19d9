import type { Observations } from '../observations/collected-log-observations.ts';
import type { AccessFormat } from './access-log-format.ts';
import { AccessLogReader } from './access-log-reader.ts';
import { type ContainerWrapping, detectContainerWrapping } from './container-log-wrapping.ts';
import type { FileParser, LineReader } from './log-format-reader-types.ts';
import { LineScanner } from './log-line-scanner.ts';
import type { FieldMap } from './log-record-fields.ts';
import { RecordReader } from './log-record-reader.ts';
import { LogClock } from './parse-log-timestamp.ts';
import { type LogFormat, recogniseLogFormat } from './recognise-log-format.ts';
import { UnreadLines } from './unparsed-log-line-examples.ts';

/** Number of lines used to detect the format of a file. */
const FIRST_LINES = 200;

/** Reader for lines within bytes. */
interface BytesReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  readonly end?: () => void;
}

/** Parses a file of lines, in the format detected from its first lines. */
export class LineFileParser implements FileParser {
  readonly #observed: Observations;
  readonly #formats: readonly AccessFormat[];
  readonly #map: FieldMap | null;
  readonly #scanner: LineScanner;
  readonly #unread = new UnreadLines();
  readonly #first: string[] = [];
  readonly #clock = new LogClock();
  #format: LogFormat | null = null;
  #reader: BytesReader | null = null;
  #wrapping: ContainerWrapping | null = null;
  #hasBegun = false;
  #lines = 0;

  constructor(observed: Observations, formats: readonly AccessFormat[], map: FieldMap | null) {
    this.#observed = observed;
    this.#formats = formats;
    this.#map = map;
    this.#scanner = new LineScanner((bytes, start, end) => {
      if (this.#hasBegun) this.#take(bytes, start, end);
      else {
        this.#first.push(bytes.toString('utf8', start, end));
        if (this.#first.length === FIRST_LINES) this.#begin();
      }
    });
  }

  write(part: Uint8Array): void {
    this.#scanner.write(part);
  }

  end(): void {
    this.#scanner.end();
    if (!this.#hasBegun) this.#begin();
    this.#reader?.end?.();
  }

  result(): ReturnType<FileParser['result']> {
    const { count, examples } = this.#unread;
    const { tooLong } = this.#scanner;
    return {
      format: this.#format?.name ?? null,
      lines: this.#lines + tooLong,
      examples,
      unread: count + tooLong,
      hasZone: this.#clock.hasZone,
      assumedYear: this.#clock.assumedYear,
      timedBy: this.#format === null ? null : timedBy(this.#format),
    };
  }

  #begin(): void {
    this.#hasBegun = true;
    const wrapping = detectContainerWrapping(this.#first);
    this.#wrapping = wrapping;
    const lines =
      wrapping === null ? this.#first : this.#first.map((line) => wrapping.unwrap(line) ?? line);
    this.#format = recogniseLogFormat(lines, this.#formats, this.#map);
    this.#reader =
      this.#format === null ? null : readerOf(this.#format, this.#observed, this.#clock);
    for (const line of this.#first) this.#take(Buffer.from(line), 0, Buffer.byteLength(line));
  }

  #take(bytes: Buffer, start: number, end: number): void {
    this.#lines += 1;
    const isRead =
      this.#wrapping === null
        ? this.#reader?.read(bytes, start, end)
        : this.#takeWrapped(this.#wrapping, bytes.toString('utf8', start, end));
    if (isRead !== true) this.#unread.add(bytes, start, end);
  }

  #takeWrapped({ unwrap }: ContainerWrapping, line: string): boolean {
    const within = unwrap(line);
    if (within === null) return false;
    const bytes = Buffer.from(within);
    // An empty wrapped line is ignored, like any empty line.
    return bytes.length === 0 || this.#reader?.read(bytes, 0, bytes.length) === true;
  }
}

function timedBy(format: LogFormat): string | null {
  if (format.kind === 'access') return format.format.timedBy;
  return format.kind === 'records' ? (format.fields.duration?.name ?? null) : format.name;
}

function readerOf(format: LogFormat, observed: Observations, clock: LogClock): BytesReader {
  if (format.kind === 'access') return new AccessLogReader(format.format, observed.requests, clock);
  const reader =
    format.kind === 'lines'
      ? format.format.open(observed, clock)
      : recordLineReader(format, new RecordReader(format.fields, observed, clock));
  return {
    read: (bytes, start, end) => reader.read(bytes.toString('utf8', start, end)),
    end: () => reader.end?.(),
  };
}

function recordLineReader(
  { headLines, match, toRecord }: Extract<LogFormat, { kind: 'records' }>,
  records: RecordReader,
): LineReader {
  let head = headLines;
  return {
    read: (line) => {
      head -= 1;
      if (head >= 0 || (match !== null && !line.includes(match))) return true;
      const record = toRecord(line);
      return record !== null && records.read(record);
    },
  };
}
