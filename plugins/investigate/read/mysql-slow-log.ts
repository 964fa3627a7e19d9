import { addQuery } from '../observations/collected-log-observations.ts';
import type { LineFormat } from './log-format-reader-types.ts';

const QUERY_TIME = /^# Query_time: (\d+(?:\.\d+)?)(?: {1,2}Lock_time: (\d+(?:\.\d+)?))?/u;
/** `# Time: 2026-11-24T14:10:03.123456Z`, or `# Time: 261124 14:10:03` as MariaDB and MySQL before 5.7 write it. */
const TIME = /^# Time: (.+)$/u;
const SHORT_TIME = /^(\d\d)(\d\d)(\d\d) +(\d{1,2}):(\d\d:\d\d)$/u;
const SET_TIME = /^SET timestamp=(\d+(?:\.\d+)?);$/u;
/** Lines that a server writes when it opens the file. */
const FILE_HEADER = /^(?:\S.*, Version: .*started with:|Tcp port: |Time +Id +Command)/u;
const MAX_LENGTH = 1 << 16;

export const MYSQL_SLOW_LOG: LineFormat = {
  name: 'MySQL slow log',
  isOf: (lines) => lines.some((line) => QUERY_TIME.test(line)),
  open: (observed, clock) => {
    const source = observed.events.open('mysql');
    /** Time of the last `# Time:`; MariaDB and old servers write it only when the second changes. */
    let lastTime = Number.NaN;
    let entry: { at: number; durationMs: number; lockMs: number; sql: string } | null = null;
    const end = (): void => {
      if (entry !== null && !Number.isNaN(entry.at)) {
        const { lockMs, ...query } = entry;
        addQuery(observed, source, { ...query, quotes: 'texts' });
        if (!Number.isNaN(lockMs)) observed.series.add('mysql_lock_time_ms', '', query.at, lockMs);
      }
      entry = null;
    };
    const readHead = (line: string): boolean => {
      const [, time] = TIME.exec(line) ?? [];
      const [, query, lock] = QUERY_TIME.exec(line) ?? [];
      if (time !== undefined || query !== undefined || line.startsWith('# User@Host:')) end();
      if (time !== undefined) lastTime = clock.read(toIsoTime(time));
      if (query !== undefined) {
        const [durationMs, lockMs] = [Number(query) * 1000, Number(lock ?? Number.NaN) * 1000];
        entry = { at: lastTime, durationMs, lockMs, sql: '' };
      }
      return time === undefined || !Number.isNaN(lastTime);
    };
    const readBody = (line: string): boolean => {
      if (FILE_HEADER.test(line)) {
        end();
        return true;
      }
      if (entry === null) return false;
      const [, seconds] = SET_TIME.exec(line) ?? [];
      // Start of the statement, and the only timestamp if no other line has one.
      if (seconds !== undefined && Number.isNaN(entry.at)) entry.at = Number(seconds) * 1000;
      if (seconds !== undefined || /^use \S+;$/iu.test(line)) return true;
      if (entry.sql.length < MAX_LENGTH) entry.sql += `${line}\n`;
      return true;
    };
    return { end, read: (line) => (line.startsWith('#') ? readHead(line) : readBody(line)) };
  },
};

function toIsoTime(time: string): string {
  const [, year, month, day, hour = '', rest] = SHORT_TIME.exec(time) ?? [];
  return year === undefined ? time : `20${year}-${month}-${day} ${hour.padStart(2, '0')}:${rest}`;
}
