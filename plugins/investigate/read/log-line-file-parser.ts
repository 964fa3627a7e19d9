import type { Observations } from '../observations/collected-log-observations.ts';
import type { AccessFormat } from './access-log-format.ts';
import { AccessLogReader } from './access-log-reader.ts';
import { type ContainerWrapping, detectContainerWrapping } from './container-log-wrapping.ts';
import type { FileParser, LineReader } from './log-format-reader-types.ts';
import type { FieldMap } from './log-record-fields.ts';
import { createRecordReader } from './log-record-reader.ts';
import { LogClock } from './parse-log-timestamp.ts';
import { type LogFormat, recogniseLogFormat } from './recognise-log-format.ts';
import { UnreadLines } from './sanitize-log-text.ts';

/** Maximum number of bytes of a line; a longer line is not a log line and counts as unread. */
const MAX_LINE_BYTES = 1 << 20;

const NEW_LINE = 10;
const RETURN = 13;

type OnLine = (bytes: Buffer, start: number, end: number) => void;

/** Splits bytes arriving in chunks into lines; copies no line that lies within one chunk. */
class LineScanner {
  readonly #onLine: OnLine;
  /** Start of a line whose end has not arrived yet. */
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Lines that were longer than `MAX_LINE_BYTES`. */
  tooLong = 0;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  write(part: Uint8Array): void {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let start = 0;
    if (this.#restLength > 0) {
      const end = bytes.indexOf(NEW_LINE);
      this.#keep(bytes.subarray(0, end === -1 ? bytes.length : end));
      if (end === -1) return;
      this.end();
      start = end + 1;
    }
    for (;;) {
      const end = bytes.indexOf(NEW_LINE, start);
      if (end === -1) break;
      this.#give(bytes, start, end);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
  }

  /** Emits the last line if it has no line break. */
  end(): void {
    if (this.#restLength === 0) return;
    const length = this.#restLength;
    const line = length > MAX_LINE_BYTES ? null : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restLength = 0;
    if (line === null) this.tooLong += 1;
    else this.#give(line, 0, length);
  }

  #keep(part: Buffer): void {
    this.#restLength += part.length;
    // Only the length of an overlong line matters.
    if (this.#restLength > MAX_LINE_BYTES) this.#rest = [];
    else this.#rest.push(Buffer.from(part));
  }

  #give(bytes: Buffer, start: number, end: number): void {
    if (end - start > MAX_LINE_BYTES) {
      this.tooLong += 1;
      return;
    }
    const last = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
    if (last > start) this.#onLine(bytes, start, last);
  }
}

const FIRST_LINES = 200;

interface BytesReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  readonly end?: () => void;
}

export function createLineFileParser(
  observed: Observations,
  formats: readonly AccessFormat[],
  map: FieldMap | null,
): FileParser {
  const unread = new UnreadLines();
  const clock = new LogClock();
  const first: string[] = [];
  let format: LogFormat | null = null;
  let reader: BytesReader | null = null;
  let [hasBegun, lines] = [false, 0];
  const take = (bytes: Buffer, start: number, end: number): void => {
    lines += 1;
    if (reader?.read(bytes, start, end) !== true) unread.add(bytes, start, end);
  };
  const begin = (): void => {
    hasBegun = true;
    const wrapping = detectContainerWrapping(first);
    const inner = wrapping === null ? first : first.map((line) => wrapping.unwrap(line) ?? line);
    format = recogniseLogFormat(inner, formats, map);
    reader = format === null ? null : openFormat(format, observed, clock);
    if (wrapping !== null) reader = unwrapLines(wrapping, reader);
    for (const line of first) take(Buffer.from(line), 0, Buffer.byteLength(line));
  };
  const scanner = new LineScanner((bytes, start, end) => {
    if (hasBegun) take(bytes, start, end);
    else if (first.push(bytes.toString('utf8', start, end)) === FIRST_LINES) begin();
  });
  return {
    write: (part) => scanner.write(part),
    end: () => {
      scanner.end();
      if (!hasBegun) begin();
      reader?.end?.();
    },
    result: () => ({
      format: format?.name ?? null,
      lines: lines + scanner.tooLong,
      examples: unread.examples,
      unread: unread.count + scanner.tooLong,
      hasZone: clock.hasZone,
      assumedYear: clock.assumedYear,
      timedBy: format === null ? null : timedBy(format),
    }),
  };
}

function unwrapLines({ unwrap }: ContainerWrapping, reader: BytesReader | null): BytesReader {
  return {
    read: (bytes, start, end) => {
      const within = unwrap(bytes.toString('utf8', start, end));
      if (within === null) return false;
      const line = Buffer.from(within);
      // An empty wrapped line is ignored, like any empty line.
      return line.length === 0 || reader?.read(line, 0, line.length) === true;
    },
    end: () => reader?.end?.(),
  };
}

function timedBy(format: LogFormat): string | null {
  if (format.kind === 'access') return format.format.timedBy;
  return format.kind === 'records' ? (format.fields.duration?.name ?? null) : format.name;
}

function openFormat(format: LogFormat, observed: Observations, clock: LogClock): BytesReader {
  if (format.kind === 'access') return new AccessLogReader(format.format, observed.requests, clock);
  const reader: LineReader =
    format.kind === 'lines'
      ? format.format.open(observed, clock)
      : { read: lineReader(format, createRecordReader(format.fields, observed, clock)) };
  return {
    read: (bytes, start, end) => reader.read(bytes.toString('utf8', start, end)),
    end: () => reader.end?.(),
  };
}

function lineReader(
  { headLines, match, toRecord }: Extract<LogFormat, { kind: 'records' }>,
  addRecord: ReturnType<typeof createRecordReader>,
): LineReader['read'] {
  let head = headLines;
  return (line) => {
    head -= 1;
    if (head >= 0 || (match !== null && !line.includes(match))) return true;
    const record = toRecord(line);
    return record !== null && addRecord(record);
  };
}
