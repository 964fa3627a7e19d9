import { type LoggedMessage, messageFormat, monthOf } from './message-format.ts';

/** `Jun 14 15:16:01 host prog[pid]: words`, also with `<34>` before it (RFC 3164, 4.1). */
const LINE =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) ([ \d]\d|\d) (\d\d:\d\d:\d\d) \S+ ([^\s:[]{1,100})(?:\[\d+\])?: (.*)$/u;
/** Severities up to "error" (RFC 3164, table 2); a priority is eight times the facility, and the severity. */
const [ERROR, WARNING] = [3, 4];
/** A file does not say the severity; these words do. */
const ERROR_WORDS =
  /\b(?:error|failed|failure|fatal|panic|critical|segfault|out of memory|oom-killer|cannot|unable to|no space left|timed out|refused)\b/iu;

/** What syslogd, rsyslog and syslog-ng write; it does not say the year. */
export const SYSLOG = messageFormat('syslog', (line): LoggedMessage | null => {
  const [, priority, name = '', day = '', clock = '', program = '', words = ''] =
    LINE.exec(line) ?? [];
  const month = monthOf(name);
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
