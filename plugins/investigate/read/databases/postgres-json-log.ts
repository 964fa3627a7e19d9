import { toText } from '../coerce-json.ts';
import type { LineFormat } from '../log-format-reader-types.ts';
import { parseJsonRecord } from '../log-record-parsers.ts';
import { type ParsedTimestamp, parseTimestamp } from '../parse-log-timestamp.ts';
import { PostgresMessages } from './postgres-log-messages.ts';

/** PostgreSQL's `jsonlog` (since 15). */
export const POSTGRES_JSON: LineFormat = {
  name: 'PostgreSQL (jsonlog)',
  isOf: (lines) =>
    lines.some((line) => line.startsWith('{') && /"error_severity":"[A-Z]+/u.test(line)) &&
    lines.some((line) => typeof parseJsonRecord(line)?.error_severity === 'string'),
  open: (observed) => {
    const moment: ParsedTimestamp = { at: Number.NaN, hasZone: true };
    let hasZone = true;
    const messages = new PostgresMessages(observed);
    return {
      read: (bytes, start, end) => {
        const record = parseJsonRecord(bytes.toString('utf8', start, end));
        const { timestamp, error_severity, state_code, message, pid } = record ?? {};
        if (typeof timestamp !== 'string' || typeof error_severity !== 'string') return false;
        const time = Buffer.from(timestamp);
        parseTimestamp(time, 0, time.length, moment);
        if (Number.isNaN(moment.at)) return false;
        if (!moment.hasZone) hasZone = false;
        messages.take({
          at: moment.at,
          severity: error_severity,
          code: toText(state_code),
          message: toText(message),
          process: toText(pid),
        });
        return true;
      },
      get hasZone() {
        return hasZone;
      },
    };
  },
};
