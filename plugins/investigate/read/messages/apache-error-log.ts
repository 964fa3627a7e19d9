import { type LoggedMessage, messageFormat, monthOf } from './message-format.ts';

/**
 * `[Sun Dec 04 04:47:44 2005] [error] [client 10.0.0.1] words` as Apache 2.2 writes it, and
 * `[Mon Dec 26 16:15:55.103786 2016] [core:error] [pid 35708:tid 4328636416] words` as 2.4 does
 * (httpd 2.4, `ErrorLogFormat`).
 */
const LINE =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d+)?) (\d{4})\] \[(?:[\w-]*:)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] ?(.*)$/u;
/** Who asked and which process answered tell one line from another of its sort. */
const PLACES = /^(?:\[(?:client|pid|tid|remote) [^\]]*\] ?|\(\d+\))+/u;
const ERROR = /^(?:emerg|alert|crit|error)$/u;

/** The error log of Apache. */
export const APACHE_ERROR_LOG = messageFormat('Apache error log', (line): LoggedMessage | null => {
  const [, name = '', day = '', clock = '', year = '', level = '', words = ''] =
    LINE.exec(line) ?? [];
  const month = monthOf(name);
  if (month === '') return null;
  return {
    time: `${year}-${month}-${day.padStart(2, '0')}T${clock.slice(0, 12)}`,
    severity: ERROR.test(level) ? 'error' : level === 'warn' ? 'warning' : null,
    message: words.replace(PLACES, ''),
  };
});
