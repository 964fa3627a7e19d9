import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LineFormat, LineReader } from '../log-format-reader-types.ts';
import type { LogClock } from '../parse-log-timestamp.ts';
import { type PostgresMessage, PostgresMessages } from './postgres-log-messages.ts';

const SEVERITIES =
  'LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE';
/**
 * Timestamp (`%t`, `%m` or `%n` of `log_line_prefix`) at or near the start, with any other prefix,
 * and a severity followed by a colon and the two spaces that PostgreSQL writes after it.
 */
const ENTRY = new RegExp(
  String.raw`^.{0,60}?(?<!\d)(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: (?:[A-Z]{1,5}\b|[+-]\d\d(?::?\d\d)?))?|\d{10}\.\d{3})(?!\d)(.{0,400}?)\b(${SEVERITIES}):  ?(.*)$`,
  'u',
);
/** `%p` as most prefixes have it. */
const PROCESS = /\[(\d+)\]/u;
/** Severities of lines that belong to the previous entry and are not messages of their own. */
const ABOUT = /^(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE)$/u;
/** Maximum number of characters of an entry stored. */
const MAX_LENGTH = 1 << 16;
/** Fraction of the first lines that must start or continue an entry. */
const MIN_SHARE = 0.5;

/** PostgreSQL's log on stderr; continuation lines of an entry start with a tab. */
export const POSTGRES_TEXT: LineFormat = {
  name: 'PostgreSQL',
  isOf: (lines) => {
    const entries = lines.filter((line) => ENTRY.test(line)).length;
    const others = lines.filter((line) => line.startsWith('\t')).length;
    return entries > 0 && entries + others > lines.length * MIN_SHARE;
  },
  open: (observed, clock) => new PostgresTextReader(observed, clock),
};

class PostgresTextReader implements LineReader {
  readonly #messages: PostgresMessages;
  readonly #clock: LogClock;
  #entry: (PostgresMessage & { message: string }) | null = null;
  #isAbout = false;

  constructor(observed: Observations, clock: LogClock) {
    this.#messages = new PostgresMessages(observed);
    this.#clock = clock;
  }

  read(line: string): boolean {
    const [, time, prefix = '', severity = '', message = ''] = ENTRY.exec(line) ?? [];
    if (time === undefined) return this.#goOn(line);
    this.#isAbout = ABOUT.test(severity);
    if (this.#isAbout) return true;
    this.end();
    const at = this.#clock.read(time);
    if (Number.isNaN(at)) return false;
    const [, process = ''] = PROCESS.exec(prefix) ?? [];
    this.#entry = { at, severity, code: '', message, process };
    return true;
  }

  end(): void {
    if (this.#entry !== null) this.#messages.take(this.#entry);
    this.#entry = null;
  }

  #goOn(line: string): boolean {
    if (this.#entry === null || !line.startsWith('\t')) return false;
    if (!this.#isAbout && this.#entry.message.length < MAX_LENGTH)
      this.#entry.message += `\n${line.slice(1)}`;
    return true;
  }
}
