import type { LineFormat } from '../format.ts';
import { textOf } from '../json-value.ts';
import { type ReadMoment, readMoment } from '../moment.ts';
import { jsonRecord } from '../text-records.ts';
import { PostgresMessages } from './postgres-log.ts';

/** PostgreSQL's `jsonlog` (since 15). */
export const POSTGRES_JSON: LineFormat = {
  name: 'PostgreSQL (jsonlog)',
  isOf: (lines) =>
    lines.some((line) => line.startsWith('{') && /"error_severity":"[A-Z]+/u.test(line)) &&
    lines.some((line) => typeof jsonRecord(line)?.error_severity === 'string'),
  open: (observed) => {
    const moment: ReadMoment = { at: Number.NaN, hasZone: true };
    let hasZone = true;
    const messages = new PostgresMessages(observed);
    return {
      read: (bytes, start, end) => {
        const record = jsonRecord(bytes.toString('utf8', start, end));
        const { timestamp, error_severity, state_code, message, pid } = record ?? {};
        if (typeof timestamp !== 'string' || typeof error_severity !== 'string') return false;
        const time = Buffer.from(timestamp);
        readMoment(time, 0, time.length, moment);
        if (Number.isNaN(moment.at)) return false;
        if (!moment.hasZone) hasZone = false;
        messages.take({
          at: moment.at,
          severity: error_severity,
          code: textOf(state_code),
          message: textOf(message),
          process: textOf(pid),
        });
        return true;
      },
      get hasZone() {
        return hasZone;
      },
    };
  },
};
