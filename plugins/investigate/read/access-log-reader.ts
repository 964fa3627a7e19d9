import { endpointName } from '../observations/normalize-endpoint-name.ts';
import type { RequestRow, RequestTable } from '../observations/requests-by-interval.ts';
import type { AccessField, AccessFormat, AccessFormatSlot } from './access-log-format.ts';
import type { LogClock } from './parse-log-timestamp.ts';

/** First status of server errors (RFC 9110, 15.6). */
const SERVER_ERROR = 500;
/** Maximum number of targets with a cached endpoint; beyond it, the cache is cleared. */
const MOST_TARGETS = 1 << 16;
const BLANK = 0x20;
const QUESTION = 0x3f;
const DASH = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const NOTHING = new Uint8Array(0);
/** Maximum number of bytes of a cached method and path; longer ones are named anew each time. */
const LONGEST_KEY = 1024;

const DURATIONS: Readonly<Partial<Record<AccessField, number>>> = {
  seconds: 1000,
  milliseconds: 1,
  microseconds: 0.001,
};

/** Reads lines of one access log format from bytes; creates no strings for most fields. */
export class AccessLogReader {
  readonly #table: RequestTable;
  readonly #format: AccessFormat;
  readonly #clock: LogClock;
  readonly #row: RequestRow & { segments: string[] };
  readonly #segmentPlaces: readonly number[];
  /** Buffer for the key of the current line. */
  readonly #key = new Uint8Array(LONGEST_KEY);
  #targets = new Map<number, { readonly key: Uint8Array; readonly endpoint: number }[]>();
  #known = 0;

  constructor(format: AccessFormat, table: RequestTable, clock: LogClock) {
    this.#clock = clock;
    this.#format = format;
    this.#table = table;
    this.#segmentPlaces = format.places.map(({ segment }) =>
      segment === null ? -1 : table.segmentOf(segment),
    );
    this.#row = { at: 0, durationMs: Number.NaN, isError: false, endpoint: 0, segments: [] };
  }

  /** false: the line is not of this format. */
  read(bytes: Buffer, lineStart: number, end: number): boolean {
    const { start: head, places, skippedFrom, worded } = this.#format;
    if (!startsWith(bytes, lineStart, end, head)) return false;
    const row = this.#row;
    row.durationMs = Number.NaN;
    let [status, methodStart, methodEnd, targetStart, targetEnd] = [0, 0, 0, 0, 0];
    let at = lineStart + head.length;
    for (let index = 0; index < places.length; index += 1) {
      if (index === skippedFrom) {
        index = places.length - 1;
        at = startOfLast(bytes, at, end, places);
        if (at === -1) return false;
      }
      const place = places[index];
      if (place === undefined) return false;
      const stop = endOf(bytes, at, end, place.until);
      if (stop === -1) return false;
      const { field } = place;
      if (field === 'time') row.at = this.#clock.readBytes(bytes, at, stop);
      else if (field === 'status') status = readNumber(bytes, at, stop);
      else if (field === 'client') row.client = bytes.toString('latin1', at, stop);
      else if (field === 'request') {
        const blank = endOfWord(bytes, at, stop);
        [methodStart, methodEnd] = [at, blank];
        targetStart = blank + 1;
        targetEnd = endOfWord(bytes, targetStart, stop);
      } else if (field === 'method') [methodStart, methodEnd] = [at, stop];
      else if (field === 'target') [targetStart, targetEnd] = [at, stop];
      else if (field === 'rest')
        row.durationMs = worded?.read(bytes.toString('latin1', at, stop)) ?? Number.NaN;
      else if (field !== null) {
        row.durationMs = readTimes(bytes, at, stop) * (DURATIONS[field] ?? 1);
        // nginx writes a dash if there was nothing to time.
        if (Number.isNaN(row.durationMs) && !(bytes[at] === DASH && stop === at + 1)) return false;
      } else if (place.segment !== null)
        row.segments[this.#segmentPlaces[index] ?? 0] = bytes.toString('latin1', at, stop);
      at = stop + place.until.length;
    }
    if (Number.isNaN(row.at) || Number.isNaN(status)) return false;
    row.isError = status >= SERVER_ERROR;
    row.endpoint = this.#endpoint(bytes, methodStart, methodEnd, targetStart, targetEnd);
    this.#table.add(row);
    return true;
  }

  /**
   * Endpoint of a method and a target, cached by their bytes: most lines repeat earlier requests
   * except for numeric identifiers.
   */
  #endpoint(bytes: Buffer, from: number, to: number, start: number, end: number): number {
    const key = this.#key;
    let stop = start;
    while (stop < end && bytes[stop] !== QUESTION) stop += 1;
    const length = writeKey(key, bytes, { from, to, start, stop });
    if (length === -1) return this.#newEndpoint(bytes, { from, to, start, stop });
    // FNV-1a (Fowler, Noll and Vo).
    let hash = 0x811c9dc5;
    for (let at = 0; at < length; at += 1) hash = Math.imul(hash ^ (key[at] ?? 0), 0x01000193);
    const same = this.#targets.get(hash);
    for (const known of same ?? []) if (isSame(known.key, key, length)) return known.endpoint;
    const endpoint = this.#newEndpoint(bytes, { from, to, start, stop });
    if (this.#known >= MOST_TARGETS) {
      this.#targets = new Map();
      this.#known = 0;
    }
    this.#known += 1;
    const entry = { key: key.slice(0, length), endpoint };
    this.#targets.set(hash, same === undefined || this.#known === 1 ? [entry] : [...same, entry]);
    return endpoint;
  }

  #newEndpoint(bytes: Buffer, { from, to, start, stop }: Stretches): number {
    const method = bytes.toString('latin1', from, to);
    return this.#table.endpointOf(endpointName(method, bytes.toString('utf8', start, stop)));
  }
}

interface Stretches {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly stop: number;
}

/**
 * Writes a method and a path into `key`, with each numeric part as a single digit, since
 * `endpointName` does not distinguish them.
 *
 * @returns The length; -1 where the key does not fit.
 */
function writeKey(key: Uint8Array, bytes: Buffer, { from, to, start, stop }: Stretches): number {
  if (to - from + stop - start > key.length) return -1;
  let length = 0;
  for (let at = from; at < to; at += 1, length += 1) key[length] = bytes[at] ?? 0;
  let partStart = length;
  let isNumber = true;
  for (let at = start; at < stop; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === SLASH) {
      if (isNumber) length = foldNumber(key, partStart, length);
      key[length] = byte;
      length += 1;
      partStart = length;
      isNumber = true;
      continue;
    }
    if (byte < ZERO || byte > NINE) isNumber = false;
    key[length] = byte;
    length += 1;
  }
  return isNumber ? foldNumber(key, partStart, length) : length;
}

function foldNumber(key: Uint8Array, start: number, end: number): number {
  if (end === start) return end;
  key[start] = ZERO;
  return start + 1;
}

/** Compares in a loop, since for so few bytes a native call would cost more. */
function isSame(known: Uint8Array, key: Uint8Array, length: number): boolean {
  if (known.length !== length) return false;
  for (let at = 0; at < length; at += 1) if (known[at] !== key[at]) return false;
  return true;
}

/**
 * Start of the last field, searched from the end of the line; -1: the line is not of this format.
 *
 * @param from - Start of the first skipped field.
 */
function startOfLast(
  bytes: Buffer,
  from: number,
  end: number,
  places: readonly AccessFormatSlot[],
): number {
  const before = places.at(-2)?.until ?? NOTHING;
  const after = places.at(-1)?.until ?? NOTHING;
  if (!startsWith(bytes, Math.max(from, end - after.length), end, after)) return -1;
  for (let at = end - after.length - before.length; at >= from; at -= 1) {
    if (startsWith(bytes, at, end, before)) return at + before.length;
  }
  return -1;
}

function startsWith(bytes: Buffer, start: number, end: number, head: Uint8Array): boolean {
  if (start + head.length > end) return false;
  for (let at = 0; at < head.length; at += 1) if (bytes[start + at] !== head[at]) return false;
  return true;
}

/** Position of a text's next occurrence; -1: not in the line. Empty text: the line's end. */
function endOf(bytes: Buffer, start: number, end: number, text: Uint8Array): number {
  if (text.length === 0) return end;
  const first = text[0];
  const last = end - text.length;
  search: for (let at = start; at <= last; at += 1) {
    if (bytes[at] !== first) continue;
    for (let more = 1; more < text.length; more += 1) {
      if (bytes[at + more] !== text[more]) continue search;
    }
    return at;
  }
  return -1;
}

function endOfWord(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== BLANK) at += 1;
  return at;
}

/** Reads a time, or the sum of several with commas, as nginx writes for servers tried in turn. */
function readTimes(bytes: Buffer, start: number, end: number): number {
  const comma = bytes.indexOf(0x2c, start);
  if (comma === -1 || comma >= end) return readNumber(bytes, start, end);
  const next = bytes[comma + 1] === BLANK ? comma + 2 : comma + 1;
  return readNumber(bytes, start, comma) + readTimes(bytes, next, end);
}

function readNumber(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  let scale = 0;
  if (start >= end) return Number.NaN;
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    if (code === 0x2e && scale === 0) scale = 1;
    else if (code < 48 || code > 57) return Number.NaN;
    else if (scale === 0) value = value * 10 + code - 48;
    else {
      scale /= 10;
      value += (code - 48) * scale;
    }
  }
  return value;
}
