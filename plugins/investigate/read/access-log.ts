import { endpointName } from '../observed/endpoint-name.ts';
import type { RequestRow, RequestTable } from '../observed/requests.ts';
import type { AccessField, AccessFormat } from './access-format.ts';
import { type ReadMoment, readMoment } from './moment.ts';

/** Answers from here on are errors of the server (RFC 9110, 15.6). */
const SERVER_ERROR = 500;
/** Targets whose endpoint is remembered; with more, they are forgotten and learnt anew. */
const MOST_TARGETS = 1 << 16;
/** Bytes of one that is; longer ones would take much memory and hardly come again. */
const LONGEST_TARGET = 500;
const BLANK = 0x20;
const QUESTION = 0x3f;
const DASH = 0x2d;

/** Milliseconds that one of a unit is. */
const DURATIONS: Readonly<Partial<Record<AccessField, number>>> = {
  seconds: 1000,
  milliseconds: 1,
  microseconds: 0.001,
};

/** Reads lines of one format of access logs from their bytes; nothing is made of a line but numbers. */
export class AccessLogReader {
  readonly #table: RequestTable;
  readonly #format: AccessFormat;
  readonly #moment: ReadMoment = { at: Number.NaN, hasZone: true };
  readonly #row: RequestRow & { segments: string[] };
  readonly #segmentPlaces: readonly number[];
  #targets = new Map<number, { readonly bytes: Buffer; readonly endpoint: number }[]>();
  #known = 0;

  constructor(format: AccessFormat, table: RequestTable) {
    this.#format = format;
    this.#table = table;
    this.#segmentPlaces = format.places.map(({ segment }) =>
      segment === null ? -1 : table.segmentOf(segment),
    );
    this.#row = { at: 0, durationMs: Number.NaN, isError: false, endpoint: 0, segments: [] };
  }

  /** false: the line is not of this format. */
  read(bytes: Buffer, lineStart: number, end: number): boolean {
    const { start: head, places } = this.#format;
    if (!startsWith(bytes, lineStart, end, head)) return false;
    const row = this.#row;
    row.durationMs = Number.NaN;
    let [status, methodStart, methodEnd, targetStart, targetEnd] = [0, 0, 0, 0, 0];
    let at = lineStart + head.length;
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index];
      if (place === undefined) return false;
      const stop = endOf(bytes, at, end, place.until);
      if (stop === -1) return false;
      const { field } = place;
      if (field === 'time') readMoment(bytes, at, stop, this.#moment);
      else if (field === 'status') status = readNumber(bytes, at, stop);
      else if (field === 'request') {
        const blank = endOfWord(bytes, at, stop);
        [methodStart, methodEnd] = [at, blank];
        targetStart = blank + 1;
        targetEnd = endOfWord(bytes, targetStart, stop);
      } else if (field === 'method') [methodStart, methodEnd] = [at, stop];
      else if (field === 'target') [targetStart, targetEnd] = [at, stop];
      else if (field !== null) {
        row.durationMs = readNumber(bytes, at, stop) * (DURATIONS[field] ?? 1);
        // nginx writes a dash where there was nothing to time.
        if (Number.isNaN(row.durationMs) && !(bytes[at] === DASH && stop === at + 1)) return false;
      } else if (place.segment !== null)
        row.segments[this.#segmentPlaces[index] ?? 0] = bytes.toString('latin1', at, stop);
      at = stop + place.until.length;
    }
    if (Number.isNaN(this.#moment.at) || Number.isNaN(status)) return false;
    row.at = this.#moment.at;
    row.isError = status >= SERVER_ERROR;
    row.endpoint = this.#endpoint(bytes, methodStart, methodEnd, targetStart, targetEnd);
    this.#table.add(row);
    return true;
  }

  /** Whether the last line said where on earth its clock stands. */
  get hasZone(): boolean {
    return this.#moment.hasZone;
  }

  /** The endpoint of a method and a target, by their bytes: most lines ask for what others asked for. */
  #endpoint(bytes: Buffer, from: number, to: number, start: number, end: number): number {
    let stop = start;
    // FNV-1a (Fowler, Noll and Vo).
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    for (; stop < end; stop += 1) {
      const byte = bytes[stop] ?? 0;
      if (byte === QUESTION) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    const same = this.#targets.get(hash);
    for (const known of same ?? []) {
      if (isSame(known.bytes, bytes, { from, to, start, stop })) return known.endpoint;
    }
    const name = endpointName(
      bytes.toString('latin1', from, to),
      bytes.toString('utf8', start, stop),
    );
    const endpoint = this.#table.endpointOf(name);
    if (to - from + stop - start > LONGEST_TARGET) return endpoint;
    if (this.#known >= MOST_TARGETS) {
      this.#targets = new Map();
      this.#known = 0;
    }
    this.#known += 1;
    const entry = {
      bytes: Buffer.concat([bytes.subarray(from, to), bytes.subarray(start, stop)]),
      endpoint,
    };
    this.#targets.set(hash, same === undefined || this.#known === 1 ? [entry] : [...same, entry]);
    return endpoint;
  }
}

/** Two stretches of bytes, one after the other. */
interface Stretches {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly stop: number;
}

/** Whether bytes are those of two stretches. Of so few of them a call of the engine would cost more. */
function isSame(known: Buffer, bytes: Buffer, { from, to, start, stop }: Stretches): boolean {
  const length = to - from;
  if (known.length !== length + stop - start) return false;
  for (let at = 0; at < length; at += 1) if (known[at] !== bytes[from + at]) return false;
  for (let at = start; at < stop; at += 1) {
    if (known[length + at - start] !== bytes[at]) return false;
  }
  return true;
}

function startsWith(bytes: Buffer, start: number, end: number, head: Uint8Array): boolean {
  if (start + head.length > end) return false;
  for (let at = 0; at < head.length; at += 1) if (bytes[start + at] !== head[at]) return false;
  return true;
}

/** Where a text begins next; -1: nowhere in the line. An empty one begins at its end. */
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

/** A decimal number; NaN where it is none. */
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
