import { type LoggedMessage, messageFormat } from './message-format.ts';

/**
 * `17/06/09 20:10:40 INFO executor.Executor: words`: `%d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n`, which Spark and
 * Hadoop come with.
 */
const LINE =
  /^(\d\d)\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)(?:[.,]\d+)? +(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(\S.*)$/u;
const ERROR = /^(?:ERROR|FATAL)$/u;

/** Logs of log4j whose dates have a year of two digits, all of them since 2000. */
export const LOG4J = messageFormat('log4j', (line): LoggedMessage | null => {
  const [, year, month = '', day = '', clock = '', level = '', message = ''] =
    LINE.exec(line) ?? [];
  if (year === undefined) return null;
  const severity = ERROR.test(level) ? 'error' : level === 'WARN' ? 'warning' : null;
  return { time: `20${year}-${month}-${day}T${clock}`, severity, message };
});
