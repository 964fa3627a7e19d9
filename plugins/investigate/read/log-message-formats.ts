import { countMessageEvent } from '../observations/log-event-counts.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { LineFormat } from './log-format-reader-types.ts';

interface LoggedMessage {
  /** ISO 8601 without a zone: `2026-11-24T14:10:03`; `--11-24T14:10:03` without a year. */
  readonly time: string;
  /** null: it is neither, and not counted. */
  readonly severity: 'error' | 'warning' | null;
  readonly message: string;
}

/** Fraction of the first lines that must start or continue a message. */
const MIN_SHARE = 0.5;
const GOES_ON = /^(?:\s|Caused by: |\.\.\. \d+ more|[\w$.]+(?:Exception|Error)\b)/u;

/** Creates a log format of timestamp and text lines; counts errors, collects events in the text. */
function createMessageFormat(
  name: string,
  parse: (line: string) => LoggedMessage | null,
): LineFormat {
  return {
    name,
    isOf: (lines) => {
      const begun = lines.filter((line) => parse(line) !== null).length;
      const others = lines.filter((line) => GOES_ON.test(line)).length;
      return begun > 0 && begun + others > lines.length * MIN_SHARE && begun * 2 > others;
    },
    open: ({ errorLines, events, requests }, clock) => {
      const source = events.open('log');
      let hasBegun = false;
      return {
        read: (line) => {
          const found = parse(line);
          if (found === null) return hasBegun && GOES_ON.test(line);
          const { time, severity, message } = found;
          const { at, assumedYear } = readTime(time, requests.grid);
          if (Number.isNaN(at)) return false;
          hasBegun = true;
          // None of these formats states a time zone.
          clock.hasZone = false;
          clock.assumedYear = assumedYear ?? clock.assumedYear;
          source.cover(at);
          errorLines.cover(at);
          if (severity === null) return true;
          errorLines.add(at, message, severity === 'warning');
          countMessageEvent(source, at, message);
          return true;
        },
      };
    },
  };
}

/** Moment of a message; a missing year is the one closest to the investigated period. */
function readTime(
  time: string,
  { start, widthMs, length }: TimeGrid,
): { readonly at: number; readonly assumedYear: number | null } {
  if (!time.startsWith('--')) return { at: Date.parse(`${time}Z`), assumedYear: null };
  const middle = start + (widthMs * length) / 2;
  const year = new Date(middle).getUTCFullYear();
  const [nearest] = [year - 1, year, year + 1]
    .map((assumedYear) => ({ assumedYear, at: Date.parse(`${assumedYear}${time.slice(1)}Z`) }))
    // 29 February exists only in one year of four.
    .filter(({ at }) => !Number.isNaN(at))
    .toSorted((a, b) => Math.abs(a.at - middle) - Math.abs(b.at - middle));
  return nearest ?? { at: Number.NaN, assumedYear: null };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns the number of a month, by its English name, as two digits; empty if there is none. */
function monthNumber(name: string): string {
  const place = MONTHS.indexOf(name);
  return place === -1 ? '' : String(place + 1).padStart(2, '0');
}

/**
 * `17/06/09 20:10:40 INFO executor.Executor: words`: `%d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n`, the
 * default of Spark and Hadoop.
 */
const LOG4J_LINE =
  /^(\d\d)\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)(?:[.,]\d+)? +(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(\S.*)$/u;
const LOG4J_ERROR = /^(?:ERROR|FATAL)$/u;

/** log4j format whose dates have a two-digit year, always from 2000 on. */
export const LOG4J = createMessageFormat('log4j', (line): LoggedMessage | null => {
  const [, year, month = '', day = '', clock = '', level = '', message = ''] =
    LOG4J_LINE.exec(line) ?? [];
  if (year === undefined) return null;
  const severity = LOG4J_ERROR.test(level) ? 'error' : level === 'WARN' ? 'warning' : null;
  return { time: `20${year}-${month}-${day}T${clock}`, severity, message };
});

/**
 * `[Sun Dec 04 04:47:44 2005] [error] [client 10.0.0.1] words` as Apache 2.2 writes it, and
 * `[Mon Dec 26 16:15:55.103786 2016] [core:error] [pid 35708:tid 4328636416] words` as 2.4 does
 * (httpd 2.4, `ErrorLogFormat`).
 */
const APACHE_LINE =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d+)?) (\d{4})\] \[(?:[\w-]*:)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] ?(.*)$/u;
/** Client and process, which differ between otherwise equal lines. */
const APACHE_PLACES = /^(?:\[(?:client|pid|tid|remote) [^\]]*\] ?|\(\d+\))+/u;
const APACHE_ERROR = /^(?:emerg|alert|crit|error)$/u;

export const APACHE_ERROR_LOG = createMessageFormat(
  'Apache error log',
  (line): LoggedMessage | null => {
    const [, name = '', day = '', clock = '', year = '', level = '', words = ''] =
      APACHE_LINE.exec(line) ?? [];
    const month = monthNumber(name);
    if (month === '') return null;
    return {
      time: `${year}-${month}-${day.padStart(2, '0')}T${clock.slice(0, 12)}`,
      severity: APACHE_ERROR.test(level) ? 'error' : level === 'warn' ? 'warning' : null,
      message: words.replace(APACHE_PLACES, ''),
    };
  },
);

/** `Jun 14 15:16:01 host prog[pid]: words`, also with `<34>` before it (RFC 3164, 4.1). */
const SYSLOG_LINE =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) ([ \d]\d|\d) (\d\d:\d\d:\d\d) \S+ ([^\s:[]{1,100})(?:\[\d+\])?: (.*)$/u;
/** Severities up to "error" (RFC 3164, table 2); a priority is eight times the facility, and the severity. */
const [ERROR, WARNING] = [3, 4];
/** Words that indicate an error, since the file does not state the severity. */
const ERROR_WORDS =
  /\b(?:error|failed|failure|fatal|panic|critical|segfault|out of memory|oom-killer|cannot|unable to|no space left|timed out|refused)\b/iu;

/** Format of syslogd, rsyslog and syslog-ng; it does not contain the year. */
export const SYSLOG = createMessageFormat('syslog', (line): LoggedMessage | null => {
  const [, priority, name = '', day = '', clock = '', program = '', words = ''] =
    SYSLOG_LINE.exec(line) ?? [];
  const month = monthNumber(name);
  if (month === '') return null;
  return {
    time: `--${month}-${day.trim().padStart(2, '0')}T${clock}`,
    severity: priority === undefined ? worded(words) : levelled(Number(priority) % 8),
    message: `${program}: ${words}`,
  };
});

function worded(words: string): LoggedMessage['severity'] {
  return ERROR_WORDS.test(words) ? 'error' : null;
}

function levelled(severity: number): LoggedMessage['severity'] {
  if (severity <= ERROR) return 'error';
  return severity === WARNING ? 'warning' : null;
}
