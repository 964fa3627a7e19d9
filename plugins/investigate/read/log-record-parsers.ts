import type { LogRecord } from './log-record-reader.ts';
import { findRequestInText, type TextDuration } from './read-log-duration.ts';

/** Parses the lines of one format into records; null if the line does not match. */
export type RecordParser = (line: string) => LogRecord | null;

export function parseJsonRecord(line: string): LogRecord | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return null;
  }
}

/** Level within a line's text: `ERROR`, `[ERROR]`, `ERROR:`, and nginx's `[error]`. */
const LEVEL =
  /^(?:\[?(?:ERROR|FATAL|CRITICAL|SEVERE|WARN|WARNING|INFO|DEBUG|TRACE)\]?:?|\[(?:error|crit|alert|emerg|warn|notice|info|debug)\])$/u;
/** Levels whose message is stored. */
const TOLD_LEVEL = /^(?:error|fatal|critical|severe|crit|alert|emerg|warn|warning)$/u;

const DATE = /^\d{4}[-/]\d\d[-/]\d\d$/u;
const TIME_OF_DAY = /^\d\d:\d\d:\d\d/u;

/** Parses a timestamp followed by text: `key=value`, or a name followed by a number. */
export function parseTextRecord(line: string): LogRecord | null {
  const words = line.match(/[^\s="]+="(?:[^"\\]|\\.)*"|"(?:[^"\\]|\\.)*"|\S+/gu) ?? [];
  const record: Record<string, unknown> & { time?: string; level?: string; message?: string } =
    Object.create(null);
  let [first = '', ...rest] = words;
  if (DATE.test(first) && TIME_OF_DAY.test(rest[0] ?? '')) {
    first = `${first} ${rest[0]}`;
    rest = rest.slice(1);
    if (/^(?:UTC|GMT|Z|[+-]\d\d:?\d\d)$/u.test(rest[0] ?? '')) {
      first += ` ${rest[0]}`;
      rest = rest.slice(1);
    }
  }
  if (/^\[?\d{4}[-/]\d\d[-/]\d\d|^\d{10,}/u.test(first))
    record.time = first.replace(/^\[|\]$/gu, '');
  else rest = words;
  // `connection_pool used=19 size=20`: the subject of the numbers precedes them.
  let subject = '';
  for (const [index, word] of rest.entries()) {
    const pair = /^([^=]+)=(.*)$/u.exec(word);
    const next = rest[index + 1];
    if (/^[a-z]\w*_\w+:?$/u.test(word) && OF_SUBJECT.test(next ?? ''))
      subject = `${word.replace(/:$/u, '')}.`;
    if (pair !== null)
      record[`${OF_SUBJECT.test(word) ? subject : ''}${pair[1] ?? ''}`] = unquote(pair[2] ?? '');
    else if (record.level === undefined && LEVEL.test(word)) {
      record.level = word.replace(/[^A-Z]/giu, '').toLowerCase();
      if (TOLD_LEVEL.test(record.level)) record.message = rest.slice(index + 1).join(' ');
    } else if (/^[a-z]\w*_\w+:?$/u.test(word) && next !== undefined && /^-?\d/u.test(next))
      record[word.replace(/:$/u, '')] = next;
  }
  return Object.keys(record).length < 2 ? null : withRequest(record, line);
}

function withRequest(
  record: Record<string, unknown> & { method?: unknown; path?: unknown; status?: unknown },
  words: string,
): LogRecord {
  const request = record.path === undefined ? findRequestInText(words) : null;
  if (request === null) return record;
  record.method ??= request.method;
  record.path = request.path;
  if (request.status !== null) record.status ??= request.status;
  return record;
}

/** Wraps a parser to add the duration stated in the text, under a separate name. */
export function addTextDuration(
  toRecord: RecordParser,
  { source, read }: TextDuration,
  wordsOf: (line: string, record: LogRecord) => string,
): RecordParser {
  return (line) => {
    const record = toRecord(line);
    if (record === null) return null;
    const words = wordsOf(line, record);
    const ms = read(words);
    return Number.isNaN(ms) ? record : withRequest({ ...record, [source]: ms }, words);
  };
}

/** Number that means nothing without its subject. */
const OF_SUBJECT = /^(?:used|in_use|active|idle|size|max|limit|total|free|waiting|count)=/u;

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/gu, '$1')
    : text;
}

export function createSeparatedParser(header: string, separator: string): RecordParser {
  const names = splitSeparatedLine(header, separator);
  return (line) => {
    const values = splitSeparatedLine(line, separator);
    if (values.length !== names.length) return null;
    const record: Record<string, unknown> = Object.create(null);
    for (const [index, name] of names.entries()) record[name] = values[index];
    return record;
  };
}

/** Splits a line of separated values (RFC 4180, but without fields that span lines). */
export function splitSeparatedLine(line: string, separator: string): readonly string[] {
  if (!line.includes('"')) return line.split(separator).map((field) => field.trim());
  const fields: string[] = [];
  let [field, isQuoted] = ['', false];
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === '"' && isQuoted && line[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (char === '"') isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += char;
  }
  return [...fields, field.trim()];
}

/** Returns words by position, from 1, as in `awk`; a date includes the time of day after it. */
export function parsePositionalRecord(line: string): LogRecord {
  const record: Record<string, unknown> = Object.create(null);
  const words = line.trim().split(/\s+/u);
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    record[String(index + 1)] =
      DATE.test(word) && TIME_OF_DAY.test(next) ? `${word} ${next}` : word;
  }
  return record;
}
