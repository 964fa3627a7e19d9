import { MYSQL } from '../sql/normalise-sql-statement.ts';
import { createStatementLog, type LoggedStatement } from '../sql/sql-statement-log.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Seconds. MySQL and MariaDB put other facts behind these, and on lines of their own. */
const TIMES =
  /^# Query_time: (?<query>[\d.]+)\s+Lock_time: (?<lock>[\d.]+)\s+Rows_sent: (?<sent>\d+)\s+Rows_examined: (?<examined>\d+)/;
/** Lines the server writes before a statement: its database if it differs, always its time. */
const DATABASE = /^use [^;]+;$/i;
const TIMESTAMP = /^SET (?:\w+=[^;,]+,)*timestamp=\d+;$/i;
/** Lines that it writes at its start, and after the log was rotated. */
const BANNER = /, Version: .*started with:|^Tcp port: |^Time\s+Id Command\s+Argument/;

/** The slow query log of MySQL and MariaDB. */
export const mysqlLogImporter = {
  tool: 'mysql-slow-log',
  title: 'MySQL or MariaDB slow query log',
  recognises: (head) => /^# Query_time: [\d.]+\s+Lock_time: /m.test(head),
  read: (text) => {
    const log = createStatementLog(
      /MariaDB|^# Thread_id: .*QC_hit/m.test(text.slice(0, 65_536)) ? 'MariaDB' : 'MySQL',
      MYSQL,
    );
    for (const statement of mysqlStatements(text)) log.add(statement);
    return log.build('mysql-slow-log');
  },
} as const satisfies ProfileImporter;

type Times = Omit<LoggedStatement, 'sql'>;

/** Every statement with its time, in the order of the log. @throws BadProfile for times that cannot be read. */
export function* mysqlStatements(text: string): Generator<LoggedStatement> {
  let times: Times | null = null;
  let lines: string[] = [];
  let isAfterTimestamp = false;
  for (const line of text.split('\n').map((rawLine) => rawLine.trimEnd())) {
    if (isHeader(line)) {
      if (times !== null && lines.length > 0) {
        yield { ...times, sql: lines.join('\n') };
        times = null;
        lines = [];
      }
      if (line.startsWith('# Query_time:')) {
        times = timesOf(line);
        isAfterTimestamp = false;
      }
      // Events without a statement, such as the end of a connection.
      const command = /^# administrator command: (.*?);?$/.exec(line)?.[1];
      if (command !== undefined && times !== null) lines.push(`(${command})`);
    } else if (!isAfterTimestamp && TIMESTAMP.test(line)) {
      isAfterTimestamp = true;
    } else if (lines.length > 0 || isStatement(line, isAfterTimestamp)) {
      if (times !== null && !BANNER.test(line)) lines.push(line);
    }
  }
  if (times !== null && lines.length > 0) yield { ...times, sql: lines.join('\n') };
}

/** True if the line begins a statement: `use shop;` does only after the server's own. */
function isStatement(line: string, isAfterTimestamp: boolean): boolean {
  return line !== '' && (isAfterTimestamp || !DATABASE.test(line)) && !BANNER.test(line);
}

/** True for a header; comments in statements also begin with `#`, but without these words. */
function isHeader(line: string): boolean {
  return /^#(?:$| (?:Time|User@Host|Thread_id|Query_time|Rows_affected|Bytes_|Full_scan|Filesort|Tmp_|Log_slow|Schema|QC_|InnoDB_|Id|explain|administrator command|Killed|Pages_|Stored_routine|Priority_queue)\b)/.test(
    line,
  );
}

function timesOf(line: string): Times {
  const { query, lock, sent, examined } = TIMES.exec(line)?.groups ?? {};
  if (query === undefined)
    throw new BadProfile(`the file has an unreadable line: ${line.slice(0, 80)}`);
  return {
    ms: Number(query) * 1e3,
    parts: { 'waiting for locks': Math.min(Number(lock), Number(query)) * 1e3 },
    rows: { sent: Number(sent), examined: Number(examined) },
  };
}
