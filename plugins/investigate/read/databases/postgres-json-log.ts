import { toText } from '../coerce-json.ts';
import type { LineFormat } from '../log-format-reader-types.ts';
import { parseJsonRecord } from '../log-record-parsers.ts';
import { PostgresMessages } from './postgres-log-messages.ts';

/** PostgreSQL's `jsonlog` (since 15). */
export const POSTGRES_JSON: LineFormat = {
  name: 'PostgreSQL (jsonlog)',
  isOf: (lines) =>
    lines.some((line) => line.startsWith('{') && /"error_severity":"[A-Z]+/u.test(line)) &&
    lines.some((line) => typeof parseJsonRecord(line)?.error_severity === 'string'),
  open: (observed, clock) => {
    const messages = new PostgresMessages(observed);
    return {
      read: (line) => {
        const { timestamp, error_severity, state_code, message, pid } = parseJsonRecord(line) ?? {};
        const at = clock.read(timestamp);
        if (Number.isNaN(at) || typeof error_severity !== 'string') return false;
        messages.take({
          at,
          severity: error_severity,
          code: toText(state_code),
          message: toText(message),
          process: toText(pid),
        });
        return true;
      },
    };
  },
};
