import { addQuery, type Observations } from '../observations/collected-log-observations.ts';
import { countMessageEvent } from '../observations/log-event-counts.ts';
import { endpointName } from '../observations/normalize-endpoint-name.ts';
import type { RequestRow, RequestTable } from '../observations/requests-by-interval.ts';
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

type FieldReader = (record: LogRecord) => unknown;

/** Returns what reads a field from every record, by its name or by its path. */
function fieldReader(name: string | null): FieldReader {
  if (name === null) return () => undefined;
  const way = name.split('.');
  return (record) => {
    const own = record[name];
    if (own !== undefined || way.length === 1) return own;
    return way.reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as LogRecord)[part] : undefined,
      record,
    );
  };
}

const MESSAGE_FIELDS: readonly FieldReader[] = MESSAGE_FIELD_NAMES.map(fieldReader);

/** Returns the message of a record; empty: none. */
export function readMessage(record: LogRecord): string {
  for (const field of MESSAGE_FIELDS) {
    const message = toText(field(record));
    if (message !== '') return message;
  }
  return '';
}

const ALL_REQUESTS = '(all requests)';
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

/**
 * Returns what adds a record to the requests or as points of series, by the fields recognized
 * before; false: the record has no moment.
 */
export function createRecordReader(
  fields: RecordFields,
  { requests, series, events: sources, errorLines, statements }: Observations,
  clock: LogClock,
): (record: LogRecord) => boolean {
  const events = sources.open('log');
  const timeOf = fieldReader(fields.time);
  const durationOf = fieldReader(fields.duration?.name ?? null);
  const [statusOf, levelOf] = [fieldReader(fields.status), fieldReader(fields.level)];
  const [targetOf, methodOf] = [fieldReader(fields.endpoint), fieldReader(fields.method)];
  const [clientOf, statementOf] = [fieldReader(fields.client), fieldReader(fields.statement)];
  const columns = fields.segments.map((path): Column => {
    // `req.headers.region` is `region`.
    const name = path.slice(path.lastIndexOf('.') + 1);
    return { name, field: fieldReader(path), place: requests.segmentOf(name) };
  });
  const endpointOf = createEndpoints(requests);
  const row: RequestRow & { segments: string[] } = {
    ...{ at: 0, durationMs: Number.NaN, isError: false, endpoint: 0, segments: [] },
  };
  return (record) => {
    const at = clock.read(timeOf(record));
    const given = durationOf(record);
    const durationMs = readDuration(given, fields.duration?.unitMs ?? 1);
    if (Number.isNaN(at) || isNoDuration(given, durationMs)) return false;
    const code = Number(statusOf(record) ?? Number.NaN);
    const severity = severityOf(levelOf(record));
    // Files without a level, such as resource metrics, do not tell when errors were logged.
    if (fields.level !== null) {
      events.cover(at);
      errorLines.cover(at);
    }
    if (severity !== null) {
      const message = readMessage(record);
      errorLines.add(at, message, severity === 'warning');
      countMessageEvent(events, at, message);
    }
    if (Number.isNaN(durationMs) && Number.isNaN(code)) {
      const labels = labelsOf(record, columns);
      for (const [name, number] of numbersOf(record, fields)) {
        if (QUERY_TIMES.test(name)) statements.add(at, number, toText(statementOf(record)));
        series.add(name, labels, at, number);
      }
      return true;
    }
    const [sql, target] = [toText(statementOf(record)), toText(targetOf(record))];
    if (sql !== '' && Number.isNaN(code) && target === '') {
      addQuery({ series, statements }, events, { at, durationMs, sql });
      return true;
    }
    row.at = at;
    row.durationMs = durationMs;
    row.isError = Number.isNaN(code) ? severity === 'error' : code >= SERVER_ERROR;
    row.endpoint = endpointOf(toText(methodOf(record)), target);
    row.client = toText(clientOf(record));
    for (const { field, place } of columns) row.segments[place] = toText(field(record));
    requests.add(row);
    return true;
  };
}

interface Column {
  readonly name: string;
  readonly field: FieldReader;
  readonly place: number;
}

/** Returns the number of an endpoint, cached by method and target. */
function createEndpoints(requests: RequestTable): (method: string, target: string) => number {
  const endpoints = new Map<string, number>();
  return (method, target) => {
    const key = `${method} ${target}`;
    const known = endpoints.get(key);
    if (known !== undefined) return known;
    const number = requests.endpointOf(target === '' ? ALL_REQUESTS : endpointName(method, target));
    if (key.length > LONGEST_KNOWN) return number;
    if (endpoints.size >= MOST_KNOWN) endpoints.clear();
    endpoints.set(key, number);
    return number;
  };
}

/** Numbers of a record that is no request: `cpu_usage=90 %`. */
function* numbersOf(
  record: LogRecord,
  { time, level }: RecordFields,
): Generator<readonly [name: string, number: number]> {
  for (const [name, value] of flattenFields(record)) {
    if (name === time || name === level || /^(?:pid|v)$/u.test(name)) continue;
    const number = typeof value === 'number' ? value : numberOf(value);
    if (!Number.isNaN(number)) yield [name, number];
  }
}

function labelsOf(record: LogRecord, columns: readonly Column[]): string {
  return columns
    .filter(({ field }) => field(record) !== undefined)
    .map(({ name, field }) => `${name}=${toText(field(record))}`)
    .join(',');
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
