import { POSTGRESQL } from '../sql/normalise-sql-statement.ts';
import { createStatementLog, type LoggedStatement } from '../sql/sql-statement-log.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Format of log_min_duration_statement; each step of a prepared statement is logged separately. */
const DURATION =
  /^duration: (?<ms>\d+(?:\.\d+)?) ms(?:\s+(?:statement|(?<step>parse|bind|execute|plan|fastpath function call)(?: [^:]*)?):\s*(?<sql>[\s\S]*))?$/;
/** A line of the text log with any log_line_prefix: two spaces follow PostgreSQL's level. */
const LINE =
  /^(?!\t).*?\b(?<level>DEBUG\d?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT): {2}(?<message>.*)$/;
/** First columns of csvlog: log_time and the user. */
const CSV = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^,"\n]{1,40},(?:"(?:[^"]|"")*")?,/;
const CSV_MESSAGE = 13;
const JSON_LINE = /^\{"timestamp":"[^"]*",.*"error_severity":"/m;

/** The log of PostgreSQL in any of its three forms, with log_min_duration_statement. */
export const postgresLogImporter = {
  tool: 'postgresql-log',
  title: 'PostgreSQL log with log_min_duration_statement (text, csvlog, jsonlog)',
  recognises: (head) =>
    CSV.test(head) || JSON_LINE.test(head) || head.split('\n', 200).some((line) => LINE.test(line)),
  read: (text) => {
    const log = createStatementLog('PostgreSQL', POSTGRESQL);
    for (const statement of postgresStatements(text)) log.add(statement);
    return log.build('postgresql-log');
  },
} as const satisfies ProfileImporter;

/** Returns all statements with time, in the order of the log. @throws BadProfile if none. */
export function* postgresStatements(text: string): Generator<LoggedStatement> {
  let found = 0;
  for (const message of messagesOf(text)) {
    const { ms, step, sql = '' } = DURATION.exec(message)?.groups ?? {};
    // Plans come from auto_explain, which reports the time of the same statement once more.
    if (ms === undefined || step === 'plan') continue;
    found += 1;
    const isBefore = step === 'parse' || step === 'bind';
    yield { sql, ms: Number(ms), ...(isBefore && { step }) };
  }
  if (found === 0) {
    throw new BadProfile(
      'no line contains the duration of a statement: set log_min_duration_statement, and set lc_messages to C',
    );
  }
}

function messagesOf(text: string): Iterable<string> {
  if (CSV.test(text)) return csvMessages(text);
  return JSON_LINE.test(text.slice(0, 65_536)) ? jsonMessages(text) : textMessages(text);
}

function* csvMessages(text: string): Generator<string> {
  for (const row of readCsv(text)) {
    const message = row[CSV_MESSAGE];
    if (message !== undefined) yield message;
  }
}

function* jsonMessages(text: string): Generator<string> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      throw new BadProfile(
        `line ${index + 1} is not JSON: the file is truncated or mixed with another file`,
      );
    }
    const message = (entry as { readonly message?: unknown } | null)?.message;
    if (typeof message === 'string') yield message;
  }
}

/** Joins messages that continue on lines that begin with a tab. */
function* textMessages(text: string): Generator<string> {
  let message: string | null = null;
  for (const line of text.split('\n')) {
    if (message !== null && line.startsWith('\t')) {
      message += `\n${line.slice(1)}`;
      continue;
    }
    if (message !== null) yield message;
    const found = LINE.exec(line.trimEnd())?.groups;
    message = found?.level === 'LOG' ? (found.message ?? '') : null;
  }
  if (message !== null) yield message;
}

/** Reads rows by RFC 4180, quoted commas and line breaks too; omits a truncated quoted field. */
export function* readCsv(text: string): Generator<readonly string[]> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"';
    const end = quoted ? endOfQuoted(text, at) : endOfPlain(text, at);
    if (end < 0) return;
    const field = quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
    row.push(field.replace(/\r$/, ''));
    if (text[end] === ',') {
      at = end + 1;
      // An empty field follows a comma at the very end.
      if (at === text.length) row.push('');
      continue;
    }
    yield row;
    row = [];
    at = text[end] === '\r' ? end + 2 : end + 1;
  }
  if (row.length > 0) yield row;
}

/** Returns the position after the closing quote; −1 if there is none. */
function endOfQuoted(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return -1;
}

function endOfPlain(text: string, start: number): number {
  const line = text.indexOf('\n', start);
  const comma = text.indexOf(',', start);
  const ends = [line, comma].filter((end) => end >= 0);
  return ends.length === 0 ? text.length : Math.min(...ends);
}
