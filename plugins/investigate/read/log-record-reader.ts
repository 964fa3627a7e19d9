import { addQuery } from '../observations/add-observed-query.ts';
import type { Observations } from '../observations/collected-log-observations.ts';
import { countMessageEvent } from '../observations/count-log-message-event.ts';
import type { LogEvents } from '../observations/log-event-counts.ts';
import { endpointName } from '../observations/normalize-endpoint-name.ts';
import type { RequestRow } from '../observations/requests-by-interval.ts';
import { toText } from './coerce-json.ts';
import { MESSAGE_FIELD_NAMES, type RecordFields } from './log-record-fields.ts';
import type { LogClock } from './parse-log-timestamp.ts';
import { readDuration } from './read-log-duration.ts';

/** Log line as names and values, which may be nested. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** Depth to which fields within fields are named. */
const DEPTH = 3;

/** Names and values of a record; `a.b` is `b` within `a`. */
export function* flattenFields(
  record: object,
  prefix = '',
  depth = 1,
): Generator<readonly [name: string, value: unknown]> {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'object' && value !== null && depth < DEPTH)
      yield* flattenFields(value, `${prefix}${name}.`, depth + 1);
    else yield [`${prefix}${name}`, value];
  }
}

/** A field to read from every record, by its name and its path. */
class Field {
  readonly #name: string;
  readonly #way: readonly string[];

  constructor(name: string) {
    this.#name = name;
    this.#way = name.split('.');
  }

  of(record: LogRecord): unknown {
    const own = record[this.#name];
    if (own !== undefined || this.#way.length === 1) return own;
    let value: unknown = record;
    for (const part of this.#way) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as LogRecord)[part];
    }
    return value;
  }
}

const MESSAGE_FIELDS: readonly Field[] = MESSAGE_FIELD_NAMES.map((name) => new Field(name));
const fieldOf = (name: string | null): Field | null => (name === null ? null : new Field(name));

/** Returns the message of a record; empty: none. */
export function readMessage(record: LogRecord): string {
  const field = MESSAGE_FIELDS.find((messageField) => toText(messageField.of(record)) !== '');
  return toText(field?.of(record));
}

/** Name under which requests without an endpoint are counted. */
export const ALL_REQUESTS = '(all requests)';
const SERVER_ERROR = 500;
/** Numeric levels of pino and bunyan: 50 is an error, 40 a warning. */
const [ERROR_LEVEL, WARNING_LEVEL] = [50, 40];
/** Number, with any unit allowed for a series. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*(%|[a-zµ]{0,3})$/iu;
/** Maximum number of cached endpoints; beyond it, the cache is cleared. */
const MOST_KNOWN = 10_000;
/** Longest cached text, in characters; longer texts take much memory and rarely recur. */
const LONGEST_KNOWN = 500;
/** Names of query durations in logs, in milliseconds unless they name a unit. */
const QUERY_TIMES = /(?:^|[._])query_?(?:time|duration)(?:_?ms)?$/iu;

/** Converts records to requests and series points, by the fields recognized before. */
export class RecordReader {
  readonly #fields: RecordFields;
  readonly #observed: Observations;
  readonly #events: LogEvents;
  readonly #clock: LogClock;
  readonly #row: RequestRow & { segments: string[] };
  readonly #time: Field;
  readonly #duration: Field | null;
  readonly #method: Field | null;
  readonly #endpointField: Field | null;
  readonly #status: Field | null;
  readonly #level: Field | null;
  readonly #client: Field | null;
  readonly #statement: Field | null;
  readonly #segments: readonly {
    readonly name: string;
    readonly field: Field;
    readonly place: number;
  }[];
  readonly #endpoints = new Map<string, number>();

  constructor(fields: RecordFields, observed: Observations, clock: LogClock) {
    this.#clock = clock;
    this.#fields = fields;
    this.#observed = observed;
    this.#events = observed.events.open('log');
    this.#time = new Field(fields.time);
    this.#duration = fieldOf(fields.duration?.name ?? null);
    this.#method = fieldOf(fields.method);
    this.#endpointField = fieldOf(fields.endpoint);
    this.#status = fieldOf(fields.status);
    this.#level = fieldOf(fields.level);
    this.#client = fieldOf(fields.client);
    this.#statement = fieldOf(fields.statement);
    this.#segments = fields.segments.map((name) => ({
      name: shortName(name),
      field: new Field(name),
      place: observed.requests.segmentOf(shortName(name)),
    }));
    this.#row = { at: 0, durationMs: Number.NaN, isError: false, endpoint: 0, segments: [] };
  }

  /** false: the record has no moment. */
  read(record: LogRecord): boolean {
    const at = this.#clock.read(this.#time.of(record));
    if (Number.isNaN(at)) return false;
    const { duration } = this.#fields;
    const given = this.#duration?.of(record);
    const durationMs = readDuration(given, duration?.unitMs ?? 1);
    if (isNoDuration(given, durationMs)) return false;
    const code = Number(this.#status?.of(record) ?? Number.NaN);
    const severity = severityOf(this.#level?.of(record));
    const isErrorLine = severity === 'error';
    // Files without a level, such as resource metrics, do not tell when errors were logged.
    if (this.#level !== null) {
      this.#events.cover(at);
      this.#observed.errorLines.cover(at);
    }
    if (severity !== null) this.#countMessage(record, at, severity);
    if (Number.isNaN(durationMs) && Number.isNaN(code)) {
      this.#addSeries(record, at);
      return true;
    }
    const sql = toText(this.#statement?.of(record));
    if (sql !== '' && Number.isNaN(code) && toText(this.#endpointField?.of(record)) === '') {
      addQuery(this.#observed, this.#events, { at, durationMs, sql });
      return true;
    }
    const row = this.#row;
    row.at = at;
    row.durationMs = durationMs;
    row.isError = Number.isNaN(code) ? isErrorLine : code >= SERVER_ERROR;
    row.endpoint = this.#endpoint(record);
    row.client = toText(this.#client?.of(record));
    for (const { field, place } of this.#segments) row.segments[place] = toText(field.of(record));
    this.#observed.requests.add(row);
    return true;
  }

  #endpoint(record: LogRecord): number {
    const target = toText(this.#endpointField?.of(record));
    const verb = toText(this.#method?.of(record));
    const key = `${verb} ${target}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const number = this.#observed.requests.endpointOf(
      target === '' ? ALL_REQUESTS : endpointName(verb, target),
    );
    if (key.length > LONGEST_KNOWN) return number;
    if (this.#endpoints.size >= MOST_KNOWN) this.#endpoints.clear();
    this.#endpoints.set(key, number);
    return number;
  }

  #countMessage(record: LogRecord, at: number, severity: 'error' | 'warning'): void {
    const message = readMessage(record);
    this.#observed.errorLines.add(at, message, severity === 'warning');
    countMessageEvent(this.#events, at, message);
  }

  /** Numbers of a record that is no request: `cpu_usage=90 %`. */
  #addSeries(record: LogRecord, at: number): void {
    const labels = this.#segments
      .filter(({ field }) => field.of(record) !== undefined)
      .map(({ name, field }) => `${name}=${toText(field.of(record))}`)
      .join(',');
    for (const [name, value] of flattenFields(record)) {
      if (name === this.#fields.time || name === this.#fields.level || /^(?:pid|v)$/u.test(name))
        continue;
      const number = typeof value === 'number' ? value : numberOf(value);
      if (Number.isNaN(number)) continue;
      if (QUERY_TIMES.test(name))
        this.#observed.statements.add(at, number, toText(this.#statement?.of(record)));
      this.#observed.series.add(name, labels, at, number);
    }
  }
}

/** True for a duration that is negative, infinite or not a number; false for unknown notations. */
function isNoDuration(given: unknown, ms: number): boolean {
  if (!Number.isNaN(ms)) return ms < 0 || ms === Number.POSITIVE_INFINITY;
  return typeof given === 'string' && /^(?:-\d|[+-]?(?:nan|inf(?:inity)?)\b)/iu.test(given.trim());
}

function numberOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  const [, unit = ''] = NUMBER.exec(value) ?? [null, 'none'];
  if (unit === 'none') return Number.NaN;
  const asTime = unit === '' || unit === '%' ? Number.NaN : readDuration(value, 1);
  return Number.isNaN(asTime) ? Number.parseFloat(value) : asTime;
}

/** null: it is neither. */
function severityOf(level: unknown): 'error' | 'warning' | null {
  if (typeof level === 'number')
    return level >= ERROR_LEVEL ? 'error' : level >= WARNING_LEVEL ? 'warning' : null;
  if (typeof level !== 'string') return null;
  if (/^(?:error|err|fatal|crit|critical|severe|alert|emerg|panic)$/iu.test(level)) return 'error';
  return /^warn(?:ing)?$/iu.test(level) ? 'warning' : null;
}

/** `req.headers.region` is `region`. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
