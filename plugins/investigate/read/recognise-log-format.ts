import { RequestTable, type TimeGrid } from '../observations/requests-by-interval.ts';
import type { AccessFormat } from './access-log-format.ts';
import { AccessLogReader } from './access-log-reader.ts';
import {
  detectMicrosecondFormat,
  detectTextDurationFormat,
  hasNginxSeconds,
  KNOWN_ACCESS_FORMATS,
} from './known-access-formats.ts';
import type { LineFormat } from './log-format-reader-types.ts';
import { APACHE_ERROR_LOG, LOG4J, SYSLOG } from './log-message-formats.ts';
import { type FieldMap, type RecordFields, recogniseFields } from './log-record-fields.ts';
import {
  addTextDuration,
  createSeparatedParser,
  parseJsonRecord,
  parsePositionalRecord,
  parseTextRecord,
  type RecordParser,
  splitSeparatedLine,
} from './log-record-parsers.ts';
import { flattenFields, type LogRecord, readMessage } from './log-record-reader.ts';
import { K6_CSV, K6_JSON } from './metrics/k6-metric-output-formats.ts';
import { PROMETHEUS_TEXT } from './metrics/prometheus-formats.ts';
import { MYSQL_SLOW_LOG } from './mysql-slow-log.ts';
import { LogClock } from './parse-log-timestamp.ts';
import { POSTGRES_CSV, POSTGRES_JSON, POSTGRES_TEXT } from './postgres-log-formats.ts';
import { findDurationInText, findRequestInText } from './read-log-duration.ts';

/** Method of reading the lines of a file. */
export type LogFormat =
  | { readonly kind: 'access'; readonly name: string; readonly format: AccessFormat }
  | {
      readonly kind: 'records';
      readonly name: string;
      readonly toRecord: RecordParser;
      readonly fields: RecordFields;
      /** Lines at the beginning that name fields. */
      readonly headLines: number;
      /** Lines without this text are skipped; null to skip none. */
      readonly match: string | null;
    }
  | { readonly kind: 'lines'; readonly name: string; readonly format: LineFormat };

/** Formats with more structure than names and values, each distinct from all others. */
const LINE_FORMATS: readonly LineFormat[] = [
  POSTGRES_TEXT,
  POSTGRES_CSV,
  POSTGRES_JSON,
  MYSQL_SLOW_LOG,
  K6_JSON,
  K6_CSV,
  PROMETHEUS_TEXT,
  APACHE_ERROR_LOG,
  SYSLOG,
  LOG4J,
];

const MIN_SHARE = 0.5;
/** Grid for tests of whether lines can be read; nothing is stored in it. */
const NO_TIME: TimeGrid = { start: 0, widthMs: 1, length: 0 };

/**
 * Recognises the format of a file by its first lines; its name is ignored.
 *
 * @param formats - Formats of access logs that a configuration defines, tried before the known
 * formats.
 * @returns null where it is none of the known formats.
 */
export function recogniseLogFormat(
  lines: readonly string[],
  formats: readonly AccessFormat[],
  map: FieldMap | null,
): LogFormat | null {
  if (map !== null && /^\d+$/u.test(map.time ?? ''))
    return recordsFormat('columns', parsePositionalRecord, lines, map, 0);
  const special = map === null ? LINE_FORMATS.find(({ isOf }) => isOf(lines)) : undefined;
  if (special !== undefined) return { kind: 'lines', name: special.name, format: special };
  const access = bestAccess(lines, [...formats, ...KNOWN_ACCESS_FORMATS]);
  if (access !== null) {
    const isCertain = formats.includes(access) || hasNginxSeconds(access, lines);
    const format =
      (isCertain ? null : detectTextDurationFormat(access, lines)) ??
      detectMicrosecondFormat(access, lines) ??
      access;
    return { kind: 'access', name: format.name, format };
  }
  const [head = '', ...rest] = lines;
  const separator = ['\t', ';', ','].find(
    (candidate) => splitSeparatedLine(head, candidate).length > 1,
  );
  const tries: readonly (() => LogFormat | null)[] = [
    () => recordsFormat('JSON lines', parseJsonRecord, lines, map, 0),
    () =>
      separator === undefined || /^\s*[{[\d]/u.test(head)
        ? null
        : recordsFormat('separated values', createSeparatedParser(head, separator), rest, map, 1),
    () => recordsFormat('words', parseTextRecord, lines, map, 0),
  ];
  for (const attempt of tries) {
    const found = attempt();
    if (found !== null) return found;
  }
  return null;
}

/**
 * Fraction of the best format's lines that another format must match to fit the same lines; the
 * remaining lines are truncated or foreign.
 */
const NEARLY_AS_MANY = 0.8;

/** Chooses, among the formats that match most lines, the first: it reads the most of a line. */
function bestAccess(
  lines: readonly string[],
  formats: readonly AccessFormat[],
): AccessFormat | null {
  const counted = formats.map((format) => {
    const reader = new AccessLogReader(format, new RequestTable(NO_TIME), new LogClock());
    const count = lines.filter((line) => {
      const bytes = Buffer.from(line);
      return reader.read(bytes, 0, bytes.length);
    }).length;
    return { format, count };
  });
  const most = Math.max(...counted.map(({ count }) => count));
  if (most <= lines.length * MIN_SHARE) return null;
  return counted.find(({ count }) => count >= NEARLY_AS_MANY * most)?.format ?? null;
}

function recordsFormat(
  name: string,
  toRecord: RecordParser,
  lines: readonly string[],
  map: FieldMap | null,
  headLines: number,
): LogFormat | null {
  const match = map?.match ?? null;
  const wanted = match === null ? lines : lines.filter((line) => line.includes(match));
  const records = wanted.map(toRecord).filter((record) => record !== null);
  // Columns are accepted even if none of the first lines contains the wanted text.
  const isEnough =
    records.length > wanted.length * MIN_SHARE || (wanted.length === 0 && name === 'columns');
  if (!isEnough) return null;
  const fields = fieldsIn(records, map);
  if (fields === null) return null;
  const found = { kind: 'records', name, toRecord, fields, headLines, match } as const;
  const isOfWords = toRecord === parseTextRecord || toRecord === parseJsonRecord;
  if (map !== null || fields.duration !== null || !isOfWords) return found;
  // Requests reported as text, with their durations.
  const wordsOf = (line: string, record: LogRecord): string =>
    toRecord === parseTextRecord ? line : readMessage(record);
  const words = wanted
    .map((line) => wordsOf(line, toRecord(line) ?? {}))
    .filter((text) => findRequestInText(text) !== null);
  const worded =
    words.length * FEWEST_SHARE < lines.length ? null : findDurationInText(words, false);
  if (worded === null) return found;
  const timed = addTextDuration(toRecord, worded, wordsOf);
  const again = fieldsIn(
    wanted.map(timed).filter((record) => record !== null),
    map,
  );
  return again === null
    ? found
    : {
        ...found,
        toRecord: timed,
        fields: { ...again, duration: { name: worded.source, unitMs: 1 } },
      };
}

/** One in this many lines has to describe a request. */
const FEWEST_SHARE = 10;

function fieldsIn(records: readonly LogRecord[], map: FieldMap | null): RecordFields | null {
  const values = new Map<string, unknown[]>();
  for (const record of records) {
    for (const [name, value] of flattenFields(record)) {
      const known = values.get(name);
      if (known === undefined) values.set(name, [value]);
      else known.push(value);
    }
  }
  return recogniseFields(new Set(values.keys()), map, (name) => values.get(name) ?? []);
}
