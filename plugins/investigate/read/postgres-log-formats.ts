import { addQuery, type Observations } from '../observations/collected-log-observations.ts';
import { toText } from './coerce-json.ts';
import type { LineFormat } from './log-format-reader-types.ts';
import { parseJsonRecord, splitSeparatedLine } from './log-record-parsers.ts';

interface PostgresMessage {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `LOG`, `ERROR`, `FATAL` and so on. */
  readonly severity: string;
  /** SQLSTATE, which identifies the event in any language; empty: not logged. */
  readonly code: string;
  readonly message: string;
  /** Process id; empty: not logged. */
  readonly process: string;
}

/** Kinds of events, by SQLSTATE (PostgreSQL, appendix A) or else by the English text. */
const EVENTS: readonly (readonly [code: string | null, text: RegExp, kind: string])[] = [
  ['40P01', /deadlock detected/u, 'deadlocks'],
  [null, /^process \d+ still waiting for \w*Lock\b/u, 'lock_waits'],
  ['55P03', /due to lock timeout/u, 'lock_timeouts'],
  [
    '53300',
    /remaining connection slots are reserved|sorry, too many clients|too many connections for/u,
    'connections_refused',
  ],
  [null, /^connection authorized:/u, 'connections_opened'],
  [null, /due to statement timeout/u, 'statement_timeouts'],
  ['25P03', /due to idle-in-transaction timeout/u, 'open_transaction_timeouts'],
  ['53100', /could not (?:write|extend|create)\b.*No space left on device/u, 'disk_full'],
  // A sort that does not fit into memory: of a query that takes more than it did, and not of the disk.
  [null, /^temporary file: path /u, 'query_temporary_files'],
  [null, /^checkpoint(?:s are occurring too frequently| starting:)/u, 'checkpoints'],
  [null, /was terminated by signal/u, 'crashes'],
];
const IS_ERROR = /^(?:ERROR|FATAL|PANIC)$/u;
/** `duration: 1234.5 ms  execute <unnamed>: SELECT 1`, or `plan:` with the query within. */
const DURATION = /^duration: (\d+(?:\.\d+)?) ms(?: {2}([\s\S]*))?$/u;
const STATEMENT = /^(?:statement|execute [^:]*|parse [^:]*|bind [^:]*|fastpath[^:]*): ([\s\S]*)$/u;
const PLAN = /^plan:\s*(?:Query Text:|\{[\s\S]*?"Query Text":) *([\s\S]*)$/u;
const LOOKED_AT = 500;

const GROUP = 'pg';
const MOST_PROCESSES = 1_000;

/** Returns what adds a message of PostgreSQL: a slow query, an event or an error. */
function createMessageReader({ events, errorLines, ...observed }: Observations) {
  const source = events.open(GROUP);
  /** Last statement of each process, for durations logged on a line of their own. */
  const statements = new Map<string, string>();
  return ({ at, severity, code, message, process }: PostgresMessage): void => {
    source.cover(at);
    errorLines.cover(at);
    const [, ms, rest = ''] = DURATION.exec(message) ?? [];
    if (ms !== undefined) {
      const sql = statementOf(rest) || (statements.get(process) ?? '');
      statements.delete(process);
      addQuery(observed, source, { at, durationMs: Number(ms), sql });
      return;
    }
    const [, statement] = severity === 'LOG' ? (STATEMENT.exec(message) ?? []) : [];
    if (statement !== undefined) {
      if (statements.size >= MOST_PROCESSES) statements.clear();
      statements.set(process, statement);
      return;
    }
    const start = message.slice(0, LOOKED_AT);
    const found = EVENTS.find(
      ([state, text]) => (state !== null && state === code) || text.test(start),
    );
    if (found !== undefined) source.add(found[2], at);
    if (IS_ERROR.test(severity)) errorLines.add(at, message);
  };
}

function statementOf(rest: string): string {
  const [, sql] = STATEMENT.exec(rest) ?? [];
  if (sql !== undefined) return sql;
  // The plan starts on its own line after the query text.
  const [, query = ''] = PLAN.exec(rest) ?? [];
  return query.split(/\n\s*(?=\S.*\(cost=)|",\n/u, 1)[0] ?? '';
}

/** Columns that are read, from 0 (PostgreSQL, 19.8.4 "Using CSV-Format Log Output"). */
const [TIME, PROCESS, SEVERITY, STATE, MESSAGE] = [0, 3, 11, 12, 13];
/** 23 columns since PostgreSQL 9.0, 24 since 13, 26 since 14. */
const FEWEST_COLUMNS = 23;
/** Beginning of an entry: its moment, user, database and process. */
const CSV_ENTRY =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,"]{1,40},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d+,/u;
/** Maximum number of characters of an entry; a longer entry has lost its end. */
const MAX_CSV_LENGTH = 1 << 20;

/** PostgreSQL's `csvlog`; texts within quotes go over several lines. */
export const POSTGRES_CSV: LineFormat = {
  name: 'PostgreSQL (csvlog)',
  isOf: (lines) => lines.some((line) => CSV_ENTRY.test(line)),
  open: (observed, clock) => {
    const add = createMessageReader(observed);
    /** Entry with an unclosed quote. */
    let open = '';
    const take = (fields: readonly string[]): boolean => {
      if (fields.length < FEWEST_COLUMNS) return false;
      const at = clock.read(fields[TIME]);
      if (Number.isNaN(at)) return false;
      const of = (place: number): string => fields[place] ?? '';
      const [severity, code, message] = [of(SEVERITY), of(STATE), of(MESSAGE)];
      add({ at, severity, code, message, process: of(PROCESS) });
      return true;
    };
    return {
      read: (line) => {
        // A new entry inside open quotes means that the previous entry was cut off.
        const isNew = CSV_ENTRY.test(line);
        if (open === '' && !isNew) return false;
        const entry = isNew ? line : `${open}\n${line}`;
        // The state of the previous lines is known, so only this line is scanned for quotes.
        if (hasOddQuotes(line) === isNew) {
          open = entry.length > MAX_CSV_LENGTH ? '' : entry;
          return open !== '';
        }
        open = '';
        return take(splitSeparatedLine(entry, ','));
      },
    };
  },
};

function hasOddQuotes(line: string): boolean {
  return (line.match(/"/gu)?.length ?? 0) % 2 === 1;
}

/** PostgreSQL's `jsonlog` (since 15). */
export const POSTGRES_JSON: LineFormat = {
  name: 'PostgreSQL (jsonlog)',
  isOf: (lines) =>
    lines.some((line) => line.startsWith('{') && /"error_severity":"[A-Z]+/u.test(line)) &&
    lines.some((line) => typeof parseJsonRecord(line)?.error_severity === 'string'),
  open: (observed, clock) => {
    const add = createMessageReader(observed);
    return {
      read: (line) => {
        const record = parseJsonRecord(line) ?? {};
        const [at, severity] = [clock.read(record.timestamp), record.error_severity];
        if (Number.isNaN(at) || typeof severity !== 'string') return false;
        const [code, message] = [toText(record.state_code), toText(record.message)];
        add({ at, severity, code, message, process: toText(record.pid) });
        return true;
      },
    };
  },
};

const SEVERITIES =
  'LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE';
/**
 * Timestamp (`%t`, `%m` or `%n` of `log_line_prefix`) at or near the start, with any other prefix,
 * and a severity followed by a colon and the two spaces that PostgreSQL writes after it.
 */
const TEXT_ENTRY = new RegExp(
  String.raw`^.{0,60}?(?<!\d)(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: (?:[A-Z]{1,5}\b|[+-]\d\d(?::?\d\d)?))?|\d{10}\.\d{3})(?!\d)(.{0,400}?)\b(${SEVERITIES}):  ?(.*)$`,
  'u',
);
/** `%p` as most prefixes have it. */
const PROCESS_ID = /\[(\d+)\]/u;
/** Severities of lines that belong to the previous entry and are not messages of their own. */
const ABOUT = /^(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE)$/u;
const MAX_TEXT_LENGTH = 1 << 16;
const MIN_SHARE = 0.5;

/** PostgreSQL's log on stderr; continuation lines of an entry start with a tab. */
export const POSTGRES_TEXT: LineFormat = {
  name: 'PostgreSQL',
  isOf: (lines) => {
    const entries = lines.filter((line) => TEXT_ENTRY.test(line)).length;
    const others = lines.filter((line) => line.startsWith('\t')).length;
    return entries > 0 && entries + others > lines.length * MIN_SHARE;
  },
  open: (observed, clock) => {
    const add = createMessageReader(observed);
    let entry: (PostgresMessage & { message: string }) | null = null;
    let isAbout = false;
    const end = (): void => {
      if (entry !== null) add(entry);
      entry = null;
    };
    return {
      end,
      read: (line) => {
        const [, time, prefix = '', severity = '', message = ''] = TEXT_ENTRY.exec(line) ?? [];
        if (time === undefined) {
          if (entry === null || !line.startsWith('\t')) return false;
          if (!isAbout && entry.message.length < MAX_TEXT_LENGTH)
            entry.message += `\n${line.slice(1)}`;
          return true;
        }
        isAbout = ABOUT.test(severity);
        if (isAbout) return true;
        end();
        const at = clock.read(time);
        if (Number.isNaN(at)) return false;
        const [, process = ''] = PROCESS_ID.exec(prefix) ?? [];
        entry = { at, severity, code: '', message, process };
        return true;
      },
    };
  },
};
