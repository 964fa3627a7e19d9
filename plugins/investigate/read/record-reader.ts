import { endpointName } from '../observed/endpoint-name.ts';
import type { RequestRow, RequestTable } from '../observed/requests.ts';
import type { SeriesTable } from '../observed/series.ts';
import { epochMs, type ReadMoment, readMoment } from './moment.ts';
import { type RecordFields, readDuration } from './record-fields.ts';

/** A line of a log as names and values; `a.b` is `b` within `a`. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** Where what was read goes. */
export interface Observed {
  readonly requests: RequestTable;
  readonly series: SeriesTable;
  /** Lines that report an error and belong to no request, by interval of the grid. */
  readonly errorLines: Map<number, number>;
}

/** What a request without an endpoint is counted under. */
export const ALL = '(all requests)';
const SERVER_ERROR = 500;
/** pino and bunyan say levels by number; 50 is an error. */
const ERROR_LEVEL = 50;
/** Units that may stand after a number of a series. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*(%|[a-zµ]{0,3})$/iu;
const MOST_KNOWN = 10_000;

/** Turns records into requests and points of series, by fields that were recognised before. */
export class RecordReader {
  readonly #fields: RecordFields;
  readonly #observed: Observed;
  readonly #moment: ReadMoment = { at: Number.NaN, hasZone: true };
  readonly #row: RequestRow & { segments: string[] };
  readonly #segments: readonly (readonly [name: string, place: number])[];
  readonly #endpoints = new Map<string, number>();
  /** Whether all moments said where on earth their clock stands. */
  hasZone = true;

  constructor(fields: RecordFields, observed: Observed) {
    this.#fields = fields;
    this.#observed = observed;
    this.#segments = fields.segments.map((name) => [
      name,
      observed.requests.segmentOf(shortName(name)),
    ]);
    this.#row = { at: 0, durationMs: Number.NaN, isError: false, endpoint: 0, segments: [] };
  }

  /** false: the record has no moment. */
  read(record: LogRecord): boolean {
    const at = this.#at(record[this.#fields.time]);
    if (Number.isNaN(at)) return false;
    const { duration, status, level } = this.#fields;
    const durationMs =
      duration === null ? Number.NaN : readDuration(record[duration.name], duration.unitMs);
    const code = status === null ? Number.NaN : Number(record[status]);
    const isErrorLine = isError(level === null ? undefined : record[level]);
    if (Number.isNaN(durationMs) && Number.isNaN(code)) {
      if (isErrorLine) this.#countError(at);
      this.#addSeries(record, at);
      return true;
    }
    if (durationMs < 0) return false;
    const row = this.#row;
    row.at = at;
    row.durationMs = durationMs;
    row.isError = Number.isNaN(code) ? isErrorLine : code >= SERVER_ERROR;
    row.endpoint = this.#endpoint(record);
    for (const [name, place] of this.#segments) row.segments[place] = textOf(record[name]);
    this.#observed.requests.add(row);
    return true;
  }

  #at(value: unknown): number {
    if (typeof value === 'number') return epochMs(value);
    if (typeof value !== 'string') return Number.NaN;
    const bytes = Buffer.from(value, 'latin1');
    readMoment(bytes, 0, bytes.length, this.#moment);
    if (!this.#moment.hasZone) this.hasZone = false;
    return this.#moment.at;
  }

  #endpoint(record: LogRecord): number {
    const { method, endpoint } = this.#fields;
    const target = endpoint === null ? '' : textOf(record[endpoint]);
    const verb = method === null ? '' : textOf(record[method]);
    const key = `${verb} ${target}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const number = this.#observed.requests.endpointOf(
      target === '' ? ALL : endpointName(verb, target),
    );
    if (this.#endpoints.size >= MOST_KNOWN) this.#endpoints.clear();
    this.#endpoints.set(key, number);
    return number;
  }

  #countError(at: number): void {
    const { grid } = this.#observed.requests;
    const interval = Math.floor((at - grid.start) / grid.widthMs);
    if (interval < 0 || interval >= grid.length) return;
    const { errorLines } = this.#observed;
    errorLines.set(interval, (errorLines.get(interval) ?? 0) + 1);
  }

  /** Numbers of a record that is no request: `cpu_usage=90 %`. */
  #addSeries(record: LogRecord, at: number): void {
    const labels = this.#fields.segments
      .filter((name) => record[name] !== undefined)
      .map((name) => `${shortName(name)}=${textOf(record[name])}`)
      .join(',');
    for (const [name, value] of Object.entries(record)) {
      if (name === this.#fields.time || name === this.#fields.level || /^(?:pid|v)$/u.test(name))
        continue;
      const number = typeof value === 'number' ? value : numberOf(value);
      if (!Number.isNaN(number)) this.#observed.series.add(name, labels, at, number);
    }
  }
}

function numberOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  const [, unit = ''] = NUMBER.exec(value) ?? [null, 'none'];
  if (unit === 'none') return Number.NaN;
  const asTime = unit === '' || unit === '%' ? Number.NaN : readDuration(value, 1);
  return Number.isNaN(asTime) ? Number.parseFloat(value) : asTime;
}

function isError(level: unknown): boolean {
  return typeof level === 'number'
    ? level >= ERROR_LEVEL
    : typeof level === 'string' &&
        /^(?:error|err|fatal|crit|critical|alert|emerg|panic)$/iu.test(level);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** `req.headers.region` is `region`. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
