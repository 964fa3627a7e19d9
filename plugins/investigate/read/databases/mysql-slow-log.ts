import { addQuery } from '../../observations/add-observed-query.ts';
import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LogEvents } from '../../observations/log-event-counts.ts';
import type { LineFormat, LineReader } from '../log-format-reader-types.ts';
import type { LogClock } from '../parse-log-timestamp.ts';

const QUERY_TIME = /^# Query_time: (\d+(?:\.\d+)?)(?: {1,2}Lock_time: (\d+(?:\.\d+)?))?/u;
/** `# Time: 2026-11-24T14:10:03.123456Z`, or `# Time: 261124 14:10:03` as MariaDB and MySQL before 5.7 write it. */
const TIME = /^# Time: (.+)$/u;
const SHORT_TIME = /^(\d\d)(\d\d)(\d\d) +(\d{1,2}):(\d\d:\d\d)$/u;
const SET_TIME = /^SET timestamp=(\d+(?:\.\d+)?);$/u;
/** Lines that a server writes when it opens the file. */
const FILE_HEADER = /^(?:\S.*, Version: .*started with:|Tcp port: |Time +Id +Command)/u;
/** Maximum number of characters of a statement stored. */
const MAX_LENGTH = 1 << 16;

/** The slow query log of MySQL, MariaDB and Percona. */
export const MYSQL_SLOW_LOG: LineFormat = {
  name: 'MySQL slow log',
  isOf: (lines) => lines.some((line) => QUERY_TIME.test(line)),
  open: (observed, clock) => new MysqlSlowLogReader(observed, clock),
};

class MysqlSlowLogReader implements LineReader {
  readonly #observed: Observations;
  readonly #source: LogEvents;
  readonly #clock: LogClock;
  /** Time of the last `# Time:`; MariaDB and old servers write it only when the second changes. */
  #time = Number.NaN;
  #entry: { at: number; queryMs: number; lockMs: number; sql: string } | null = null;

  constructor(observed: Observations, clock: LogClock) {
    this.#observed = observed;
    this.#clock = clock;
    this.#source = observed.events.open('mysql');
  }

  read(line: string): boolean {
    return line.startsWith('#') ? this.#head(line) : this.#body(line);
  }

  end(): void {
    const entry = this.#entry;
    this.#entry = null;
    if (entry === null || Number.isNaN(entry.at)) return;
    const { at, queryMs: durationMs, lockMs, sql } = entry;
    addQuery(this.#observed, this.#source, { at, durationMs, sql, quotes: 'texts' });
    if (!Number.isNaN(lockMs)) this.#observed.series.add('mysql_lock_time_ms', '', at, lockMs);
  }

  #head(line: string): boolean {
    const [, time] = TIME.exec(line) ?? [];
    if (time !== undefined) {
      this.end();
      this.#time = this.#at(time);
      return !Number.isNaN(this.#time);
    }
    if (line.startsWith('# User@Host:')) this.end();
    const [, query, lock] = QUERY_TIME.exec(line) ?? [];
    if (query === undefined) return true;
    this.end();
    const [queryMs, lockMs] = [Number(query) * 1000, Number(lock ?? Number.NaN) * 1000];
    this.#entry = { at: this.#time, queryMs, lockMs, sql: '' };
    return true;
  }

  #body(line: string): boolean {
    if (FILE_HEADER.test(line)) {
      this.end();
      return true;
    }
    const entry = this.#entry;
    if (entry === null) return false;
    const [, seconds] = SET_TIME.exec(line) ?? [];
    // Start of the statement, and the only timestamp if no other line has one.
    if (seconds !== undefined && Number.isNaN(entry.at)) entry.at = Number(seconds) * 1000;
    if (seconds !== undefined || /^use \S+;$/iu.test(line)) return true;
    if (entry.sql.length < MAX_LENGTH) entry.sql += `${line}\n`;
    return true;
  }

  #at(time: string): number {
    const [, year, month, day, hour = '', rest] = SHORT_TIME.exec(time) ?? [];
    return this.#clock.read(
      year === undefined ? time : `20${year}-${month}-${day} ${hour.padStart(2, '0')}:${rest}`,
    );
  }
}
