/**
 * Which field of a record says what. Loggers name the same thing in a hundred ways; these are the names
 * of pino, winston, bunyan, Fastify, morgan, Heroku, Caddy, Traefik and OpenTelemetry.
 */
export interface RecordFields {
  readonly time: string;
  readonly duration: { readonly name: string; readonly unitMs: number } | null;
  readonly method: string | null;
  readonly endpoint: string | null;
  readonly status: string | null;
  readonly level: string | null;
  /** A statement of SQL whose duration the record tells. */
  readonly statement: string | null;
  readonly segments: readonly string[];
}

/** What a user says of fields: `time=1,value=4,match=response_time`. */
export interface FieldMap {
  readonly time?: string;
  /** A name or a place, and its unit where the field does not say it: `22:s`. Milliseconds otherwise. */
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
];
const METHOD = [
  'method',
  'req.method',
  'request.method',
  'http.request.method',
  'http_method',
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
const LEVEL = ['level', 'severity', 'lvl', 'log.level'];
/** What an error line says, the most telling first. */
export const MESSAGES: readonly string[] = [
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
/** Columns that tell requests apart. */
export const SEGMENTS =
  /^(?:.*[._])?(?:region|country|zone|datacenter|dc|tenant|customer|plan|tier|service|version|release|host|hostname|instance|pod|device|platform|app_version)$/iu;
/** A duration that can only be that of the record itself. */
const OWN_DURATION =
  /^(?:response|request)[._]?time(?:[._]?(?:ms|us|ns|s|seconds))?$|^(?:duration|elapsed|took)(?:[._]?(?:ms|us|ns|s|seconds))?$/iu;
/** Durations by the unit that their loggers write where the name does not say one. */
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
 * Finds out by some records which field says what.
 *
 * @returns null where nothing looks like a moment.
 */
export function recogniseFields(
  names: ReadonlySet<string>,
  map: FieldMap | null = null,
): RecordFields | null {
  const pick = (wanted: string | undefined, known: readonly string[]): string | null =>
    wanted ?? known.find((name) => names.has(name)) ?? null;
  const time = pick(map?.time, TIME);
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
    duration: pickDuration(timed, map?.value),
    ...{ method, endpoint, status },
    level: pick(undefined, LEVEL),
    statement: pick(undefined, STATEMENT),
    segments: [...names].filter((name) => SEGMENTS.test(name)).sort(),
  };
}

function pickDuration(
  names: ReadonlySet<string>,
  wanted: string | undefined,
): RecordFields['duration'] {
  if (wanted !== undefined) {
    const [, field = '', unit = ''] = /^(.+):([a-zµ]+)$/u.exec(wanted) ?? [];
    if (UNITS[unit] !== undefined) return { name: field, unitMs: UNITS[unit] };
    const known = DURATION.find(([form]) => form.test(wanted));
    return { name: wanted, unitMs: known?.[1] ?? 1 };
  }
  for (const [form, unitMs] of DURATION) {
    const name = [...names].find((one) => form.test(one));
    if (name !== undefined) return { name, unitMs };
  }
  return null;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A length of time in milliseconds, with its unit or in the one given; NaN: it is none. Compared as a
 * number, never as a text: `1200ms` is more than `999ms`.
 */
export function readDuration(value: unknown, unitMs: number): number {
  if (typeof value === 'number') return value * unitMs;
  if (typeof value !== 'string') return Number.NaN;
  const [, digits, unit] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-zµ]*)$/u.exec(value.trim()) ?? [];
  if (digits === undefined) return Number.NaN;
  return (
    Number(digits) * (unit === undefined || unit === '' ? unitMs : (UNITS[unit] ?? Number.NaN))
  );
}
