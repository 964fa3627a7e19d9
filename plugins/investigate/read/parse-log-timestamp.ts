/** Parser for timestamps in logs; works on bytes, as this is most of the cost of a line. */

const ZERO = 48;
const MONTHS: ReadonlyMap<number, number> = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
    (name, month) => [packLetters(name), month + 1],
  ),
);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface ParsedTimestamp {
  /** Milliseconds since 1970 in UTC; NaN if no timestamp. Without a time zone: UTC. */
  at: number;
  hasZone: boolean;
}

/**
 * Reads a moment into `into`: ISO 8601 (also with a blank for the T, a comma for the dot, and
 * slashes), the form of Apache and nginx (`24/Nov/2026:14:10:03 +0000`), or seconds, milliseconds,
 * microseconds or nanoseconds since 1970, distinguished by their size.
 */
export function parseTimestamp(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: ParsedTimestamp,
): void {
  into.at = Number.NaN;
  into.hasZone = true;
  if (end - start < 9) return;
  const separator = bytes[start + 4];
  // `2026/11/24` is the notation of nginx error logs and of Go.
  if (separator === 0x2d || separator === 0x2f) readIso(bytes, start, end, into);
  else if (bytes[start + 2] === 0x2f) readCommon(bytes, start, end, into);
  else readEpoch(bytes, start, end, into);
}

/** Returns the time in a field of a record; NaN if there is none. */
export function toTimestamp(
  value: unknown,
  into: ParsedTimestamp = { at: Number.NaN, hasZone: true },
): number {
  if (typeof value === 'number') return toEpochMs(value);
  if (typeof value !== 'string') return Number.NaN;
  const bytes = Buffer.from(value, 'latin1');
  parseTimestamp(bytes, 0, bytes.length, into);
  return into.at;
}

/** Reads the timestamps of a file. */
export class LogClock {
  readonly #timestamp: ParsedTimestamp = { at: Number.NaN, hasZone: true };
  /** True if all timestamps stated their time zone. */
  hasZone = true;
  /** Year assumed for timestamps without one; null if none was assumed. */
  assumedYear: number | null = null;

  /** Returns the time in a field of a record; NaN if there is none. */
  read(value: unknown): number {
    const at = toTimestamp(value, this.#timestamp);
    if (!this.#timestamp.hasZone) this.hasZone = false;
    return at;
  }

  /** Returns the time in bytes of a line; NaN if there is none. */
  readBytes(bytes: Uint8Array, start: number, end: number): number {
    parseTimestamp(bytes, start, end, this.#timestamp);
    if (!this.#timestamp.hasZone) this.hasZone = false;
    return this.#timestamp.at;
  }
}

/** `2026-11-24T14:10:03.123+01:00` */
function readIso(bytes: Uint8Array, start: number, end: number, into: ParsedTimestamp): void {
  if (end - start < 19) return;
  const day = dayMs(
    number(bytes, start, 4),
    number(bytes, start + 5, 2),
    number(bytes, start + 8, 2),
  );
  const clock = timeOfDayMs(bytes, start + 11);
  let at = start + 19;
  let fractionMs = 0;
  if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
    at += 1;
    let scale = 100;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      fractionMs += digit * scale;
      scale /= 10;
    }
  }
  into.at = day + clock + Math.floor(fractionMs) - zoneOffset(bytes, at, end, into);
}

/** `24/Nov/2026:14:10:03 +0000` */
function readCommon(bytes: Uint8Array, start: number, end: number, into: ParsedTimestamp): void {
  if (end - start < 20) return;
  const name =
    ((bytes[start + 3] ?? 0) << 16) | ((bytes[start + 4] ?? 0) << 8) | (bytes[start + 5] ?? 0);
  const month = MONTHS.get(name) ?? Number.NaN;
  const day = dayMs(number(bytes, start + 7, 4), month, number(bytes, start, 2));
  into.at = day + timeOfDayMs(bytes, start + 12) - zoneOffset(bytes, start + 20, end, into);
}

/** `1764000000`, `1764000000.123`, `1764000000123` and so on. */
function readEpoch(bytes: Uint8Array, start: number, end: number, into: ParsedTimestamp): void {
  let value = 0;
  let scale = 0;
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    const digit = code - ZERO;
    if (code === 0x2e && scale === 0) scale = 1;
    else if (digit < 0 || digit > 9) return;
    else if (scale === 0) value = value * 10 + digit;
    else {
      scale /= 10;
      value += digit * scale;
    }
  }
  into.at = toEpochMs(value);
}

/**
 * Converts a number to milliseconds since 1970, with its unit inferred from its size: seconds reach
 * 1e11 only in the year 5138.
 */
export function toEpochMs(value: number): number {
  if (value < 1e8) return Number.NaN;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}

/** `14:10:03`, as milliseconds; the 60th second of a leap second counts as the next minute. */
function timeOfDayMs(bytes: Uint8Array, start: number): number {
  if (bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a) return Number.NaN;
  const [hour, minute] = [number(bytes, start, 2), number(bytes, start + 3, 2)];
  const second = number(bytes, start + 6, 2);
  return hour > 23 || minute > 59 || second > 60
    ? Number.NaN
    : hour * HOUR_MS + minute * MINUTE_MS + second * 1000;
}

/** Offset from UTC in milliseconds: `Z`, `+01:00`, `+0100`, `+01`, with a blank before. */
function zoneOffset(bytes: Uint8Array, from: number, end: number, into: ParsedTimestamp): number {
  let at = from;
  if (bytes[at] === 0x20) at += 1;
  const sign = bytes[at] ?? 0;
  if (at < end && (sign === 0x5a || sign === 0x7a)) return 0;
  if (at + 2 < end && (sign === 0x2b || sign === 0x2d)) {
    const hours = number(bytes, at + 1, 2);
    const colon = bytes[at + 3] === 0x3a ? 1 : 0;
    const minutes = at + 4 + colon < end ? number(bytes, at + 3 + colon, 2) : 0;
    return (sign === 0x2d ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
  }
  // `2026-11-24 14:10:03 UTC`, as PostgreSQL writes it.
  const isUtc = at + 2 < end && sign === 0x55 && bytes[at + 1] === 0x54 && bytes[at + 2] === 0x43;
  into.hasZone = isUtc || (at + 2 < end && sign === 0x47 && bytes[at + 1] === 0x4d);
  return 0;
}

function number(bytes: Uint8Array, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Milliseconds from 1970 to a day of the Gregorian calendar, by counting in years that begin in March
 * (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
 */
function dayMs(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY_MS;
}

function packLetters(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
}
