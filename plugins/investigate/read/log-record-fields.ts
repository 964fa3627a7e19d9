import { toTimestamp } from './parse-log-timestamp.ts';
import { DURATION_UNITS, inferDurationUnit } from './read-log-duration.ts';

/**
 * Fields of a record by their meaning. Loggers use many names for the same thing; these are the
 * names of pino, winston, bunyan, Fastify, morgan, Heroku, Caddy, Traefik and OpenTelemetry.
 */
export interface RecordFields {
  readonly time: string;
  readonly duration: { readonly name: string; readonly unitMs: number } | null;
  readonly method: string | null;
  readonly endpoint: string | null;
  readonly status: string | null;
  readonly level: string | null;
  /** Client of the request. */
  readonly client: string | null;
  /** SQL statement whose duration is in the record. */
  readonly statement: string | null;
  readonly segments: readonly string[];
}

/** Fields as mapped by the user: `time=1,value=4,match=response_time`. */
export interface FieldMap {
  readonly time?: string;
  /** Name or position, with a unit if the field states none: `22:s`. Default unit: milliseconds. */
  readonly value?: string;
  readonly endpoint?: string;
  readonly status?: string;
  /** Only lines with this text. */
  readonly match?: string;
}

const TIME = [
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  'datetime',
  'date',
  'start_time',
  'startTime',
  'at',
  't',
  // Variables of nginx.
  'time_iso8601',
  'time_local',
  'msec',
];
const METHOD = [
  'method',
  'req.method',
  'request.method',
  'http.request.method',
  'http_method',
  'request_method',
  'http.method',
  'verb',
];
const ENDPOINT = [
  'route',
  'http.route',
  'endpoint',
  'req.url',
  'request.url',
  'request.uri',
  'url.path',
  'url',
  'uri',
  'path',
  'request_uri',
  'RequestPath',
];
const STATUS = [
  'statusCode',
  'status_code',
  'res.statusCode',
  'response.status',
  'http.response.status_code',
  'http.status_code',
  'DownstreamStatus',
  'status',
  'code',
];
const CLIENT = [
  'remoteAddress',
  'req.remoteAddress',
  'request.remote_ip',
  'remote_addr',
  'remote_ip',
  'client_ip',
  'clientIp',
  'client.address',
  'ClientHost',
  'clientip',
  'client',
  'ip',
];
const LEVEL = ['level', 'severity', 'lvl', 'log.level'];
export const MESSAGE_FIELD_NAMES: readonly string[] = [
  'err.message',
  'error.message',
  'exception.message',
  'message',
  'msg',
  'err',
  'error',
  'body',
  'event',
];
const STATEMENT = ['sql', 'db.query.text', 'db.statement', 'statement', 'query'];
export const SEGMENT_FIELDS =
  /^(?:.*[._])?(?:(?:pod|node|service|host|instance|container)_?name|region|country|zone|datacenter|dc|tenant|customer|plan|tier|service|version|release|host|hostname|instance|pod|device|platform|app_version)$/iu;
/** Names that can only be the duration of the record itself. */
const OWN_DURATION =
  /^(?:response|request)[._]?time(?:[._]?(?:ms|us|ns|s|seconds))?$|^(?:duration|elapsed|took)(?:[._]?(?:ms|us|ns|s|seconds))?$/iu;
/** Names of durations, with the unit their loggers use if the name states none. */
const DURATION: readonly (readonly [name: RegExp, unitMs: number])[] = [
  [/(?:^|[._])(?:responseTime|response_time|elapsed|took|latency|service|rt)$/iu, 1],
  [/(?:duration|time|elapsed|latency|took)[._]?(?:ms|millis|milliseconds)$/iu, 1],
  [/(?:duration|time|elapsed|latency|took)[._]?(?:us|micros|microseconds)$/iu, 0.001],
  [/(?:duration|time|elapsed|latency|took)[._]?(?:ns|nanos|nanoseconds)$/iu, 1e-6],
  [/(?:duration|time|elapsed|latency|took)[._]?(?:s|sec|seconds)$/iu, 1000],
  [/^request_time$/iu, 1000],
  [/^Duration$/u, 1e-6],
  [/(?:^|[._])duration$/iu, 1],
];

/**
 * Infers the meaning of fields from some records.
 *
 * @param valuesOf - Values of a field in those records, since a name alone proves nothing.
 * @returns null where no field looks like a timestamp.
 */
export function recogniseFields(
  names: ReadonlySet<string>,
  map: FieldMap | null = null,
  valuesOf: (name: string) => readonly unknown[] = () => [],
): RecordFields | null {
  const pick = (wanted: string | undefined, known: readonly string[]): string | null =>
    wanted ?? known.find((name) => names.has(name)) ?? null;
  const time =
    map?.time ??
    timesIn(names).find((name) =>
      mostOf(valuesOf(name), (value) => !Number.isNaN(toTimestamp(value))),
    ) ??
    null;
  if (time === null) return null;
  const [method, endpoint] = [pick(undefined, METHOD), pick(map?.endpoint, ENDPOINT)];
  const status = pick(map?.status, STATUS);
  // Without anything else of a request, `payments_latency_ms` is a number over time.
  const isOfRequests = endpoint !== null || method !== null || status !== null;
  const timed = isOfRequests
    ? names
    : new Set([...names].filter((name) => OWN_DURATION.test(name)));
  return {
    time,
    duration: pickDuration(timed, map?.value, valuesOf),
    method,
    endpoint,
    status,
    level: pick(undefined, LEVEL),
    client: pick(undefined, CLIENT),
    statement: pick(undefined, STATEMENT),
    segments: [...names].filter((name) => SEGMENT_FIELDS.test(name)).sort(),
  };
}

/** Time fields that are present, in any letter case, the usual names first. */
function timesIn(names: ReadonlySet<string>): readonly string[] {
  return TIME.flatMap((known) => [
    ...(names.has(known) ? [known] : []),
    ...[...names].filter((name) => name !== known && name.toLowerCase() === known.toLowerCase()),
  ]);
}

/** True if at least half of the values satisfy a condition, also where there are no values. */
function mostOf(values: readonly unknown[], isOfSort: (value: unknown) => boolean): boolean {
  return values.filter(isOfSort).length * 2 >= values.length;
}

/** Start of a duration, including invalid durations: a dash, `NaN`, `-3`. */
const LIKE_NUMBER = /^\s*(?:[-+]?(?:\d|nan|inf)|-$)/iu;

function pickDuration(
  names: ReadonlySet<string>,
  wanted: string | undefined,
  valuesOf: (name: string) => readonly unknown[],
): RecordFields['duration'] {
  if (wanted !== undefined) {
    const [, field = '', unit = ''] = /^(.+):([a-zµ]+)$/u.exec(wanted) ?? [];
    if (DURATION_UNITS[unit] !== undefined) return { name: field, unitMs: DURATION_UNITS[unit] };
    const known = DURATION.find(([form]) => form.test(wanted));
    return { name: wanted, unitMs: known?.[1] ?? 1 };
  }
  for (const [form, unitMs] of DURATION) {
    const name = [...names].find(
      (name) =>
        form.test(name) && mostOf(valuesOf(name), (value) => LIKE_NUMBER.test(String(value))),
    );
    if (name !== undefined)
      return { name, unitMs: unitMs === 1 ? inferDurationUnit(name, valuesOf(name)) : unitMs };
  }
  return null;
}
