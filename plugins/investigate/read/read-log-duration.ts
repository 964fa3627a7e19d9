export const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  seconds: 1000,
  millis: 1,
  milliseconds: 1,
  micros: 0.001,
  microseconds: 0.001,
  nanos: 1e-6,
  nanoseconds: 1e-6,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Parses a duration to milliseconds, in its own unit or the given one; NaN if it is not one.
 * Durations are compared as numbers, never as texts: `1200ms` is more than `999ms`.
 */
export function readDuration(value: unknown, unitMs: number): number {
  if (typeof value === 'number') return value * unitMs;
  if (typeof value !== 'string') return Number.NaN;
  const [, digits, unit] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-zµ]*)$/u.exec(value.trim()) ?? [];
  if (digits === undefined) return Number.NaN;
  return (
    Number(digits) *
    (unit === undefined || unit === '' ? unitMs : (DURATION_UNITS[unit] ?? Number.NaN))
  );
}

/** Format of nginx's `$request_time`: seconds "with a milliseconds resolution" (ngx_http_log_module). */
const NGINX_SECONDS = /^\d+\.\d{3}$/u;
/** A unit at the end of a name: `duration_ms`, `elapsedMs`. */
const NAMED_UNIT = /(?<![a-z])(ns|us|ms|s|sec|seconds|(?:milli|micro|nano)s(?:econds)?)$/u;

/**
 * Returns the milliseconds per unit of a number without one: from its name, else milliseconds,
 * except for numbers in the notation of nginx.
 */
export function inferDurationUnit(name: string, values: readonly unknown[]): number {
  const words = name.replace(/([a-z])([A-Z])/gu, '$1_$2').toLowerCase();
  const unit = NAMED_UNIT.exec(words)?.[1];
  if (unit !== undefined) return DURATION_UNITS[unit] ?? 1;
  const written = values.filter((value) => typeof value === 'string' && /^\d/u.test(value));
  const isOfNginx =
    written.length > 0 && written.every((value) => NGINX_SECONDS.test(String(value)));
  return isOfNginx ? (DURATION_UNITS.s ?? 1) : 1;
}

/** Position of the request duration in the text of lines, found from sample lines. */
export interface TextDuration {
  /** For people: `rt=`, `took 12ms`. */
  readonly source: string;
  readonly unitMs: number;
  /** Returns milliseconds; NaN if the text does not state a duration. */
  readonly read: (words: string) => number;
}

const MIN_SHARE = 0.5;
/** Names of a request's own duration, the most specific first, with or without a unit after it. */
const REQUEST_KEYS =
  'rt|request_?time|req_?time|response_?time|resp_?time|duration|elapsed|latency|took|time_?taken|total_?time|time_?total';
/** Names for the time of the server behind a proxy, used if the proxy does not log its own. */
const UPSTREAM_KEYS = 'urt|upstream_?(?:response_?)?time';
const UNIT_SUFFIX = '_?(?:ns|us|µs|ms|s|sec|seconds|millis|milliseconds|micros|microseconds)';
const KEYS: readonly RegExp[] = [REQUEST_KEYS, UPSTREAM_KEYS].map(
  (names) => new RegExp(`^(?:${names})(?:${UNIT_SUFFIX})?$`, 'iu'),
);
const PRECEDING_WORD = /^(?:took|in|after|duration|elapsed|latency|time)$/iu;
const WITH_UNIT = /^\d+(?:\.\d+)?(?:ns|us|µs|ms|s)$/u;
const NUMBER = /^\d+(?:\.\d+)?$/u;
const UNIT_ALONE = /^(?:ns|us|µs|ms|s|msec|sec)$/u;
const WORDS = /[^\s"]+"[^"]*"|"[^"]*"|[^\s"]+/gu;

/**
 * Finds the duration of requests in the text of lines: after a key for it, after a word such as
 * `took`, or as a number with a unit.
 *
 * @param isBare - True to accept a number with three decimals, as nginx writes it after other
 * variables.
 * @returns null where fewer than half of the lines state it.
 */
export function findDurationInText(lines: readonly string[], isBare: boolean): TextDuration | null {
  const lineWords = lines.map(splitWords);
  const minLines = lineWords.length * MIN_SHARE;
  const keys = new Set(
    lineWords.flatMap((words) => words.flatMap((word) => keyOfWord(word) ?? [])),
  );
  for (const form of KEYS) {
    const key = [...keys].find((name) => {
      const withValue = lineWords.filter((words) => valueOfKey(words, name) !== null);
      return form.test(name) && withValue.length > minLines;
    });
    if (key === undefined) continue;
    const find: DurationFinder = (words) => valueOfKey(words, key);
    const values = lineWords.map((words) => find(words) ?? '');
    return createDuration(`${key}=`, inferDurationUnit(key, values), find);
  }
  for (const [source, find] of UNNAMED_DURATIONS) {
    const values = lineWords.flatMap((words) => find(words) ?? []);
    if (values.length > minLines) return createDuration(source, 1, find);
  }
  if (!isBare) return null;
  const longest = Math.max(0, ...lineWords.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) {
    const values = lineWords.map((words) => words[at] ?? '');
    if (values.filter((value) => NGINX_SECONDS.test(value)).length > minLines) {
      const source = 'a number of seconds, in the format of nginx $request_time';
      return createDuration(source, 1000, (words) => words[at] ?? null);
    }
    const pairs = values.map((value) => /^(?:\*\*)?(\d+)\/(\d+)(?:\*\*)?$/u.exec(value));
    if (pairs.filter((pair) => pair !== null && isSameTime(pair)).length > minLines) {
      const find: DurationFinder = (words) => /\/(\d+)/u.exec(words[at] ?? '')?.[1] ?? null;
      return createDuration('%T/%D', 0.001, find);
    }
  }
  return null;
}

type DurationFinder = (words: readonly string[]) => string | null;

const UNNAMED_DURATIONS: readonly (readonly [source: string, find: DurationFinder])[] = [
  ['a duration after a word such as "took"', (words) => findWithUnit(words, true)],
  ['a duration with its unit', (words) => findWithUnit(words, false)],
];

function createDuration(source: string, unitMs: number, find: DurationFinder): TextDuration {
  return {
    source,
    unitMs,
    read: (words) => readDuration((find(splitWords(words)) ?? '').replace(/msec$/u, 'ms'), unitMs),
  };
}

function splitWords(line: string): readonly string[] {
  return (line.match(WORDS) ?? []).map((word) => word.replace(/^["([]+|[")\],;]+$/gu, ''));
}

function keyOfWord(word: string): string | null {
  return /^([A-Za-z_][\w.-]*)[=:]/u.exec(word)?.[1] ?? null;
}

/** Returns the value of a key: `rt=0.002`, `rt="0.002"`, `rt: 0.002`; null if missing. */
function valueOfKey(words: readonly string[], key: string): string | null {
  const at = words.findIndex((word) => keyOfWord(word) === key);
  if (at === -1) return null;
  const value = (words[at] ?? '').slice(key.length + 1).replaceAll('"', '');
  return value === '' ? (words[at + 1] ?? null) : value;
}

function findWithUnit(words: readonly string[], needsWord: boolean): string | null {
  for (const [at, word] of words.entries()) {
    const next = words[at + 1] ?? '';
    const isSplit = NUMBER.test(word) && UNIT_ALONE.test(next);
    const duration = WITH_UNIT.test(word) ? word : isSplit ? `${word}${next}` : null;
    const previous = (words[at - 1] ?? '').replace(/[:=]$/u, '');
    if (duration !== null && (!needsWord || PRECEDING_WORD.test(previous))) return duration;
  }
  return null;
}

/** `0/12345`: the same time in seconds and in microseconds. */
function isSameTime([, seconds, micros]: RegExpExecArray): boolean {
  return Math.floor(Number(micros) / 1e6) === Number(seconds);
}

/** The request that words tell of: `GET /orders/7 200`, `"GET /orders/7 HTTP/1.1" -> 200`. */
export function findRequestInText(
  words: string,
): { readonly method: string; readonly path: string; readonly status: string | null } | null {
  const [, method, path, status = null] = REQUEST.exec(words) ?? [];
  return method === undefined || path === undefined ? null : { method, path, status };
}

const REQUEST =
  /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+(?:https?:\/\/[^\s/"]+)?(\/[^\s"]*)(?:\s+HTTP\/[\d.]+)?"?(?:\s+(?:(?:[-=]+>|-|[a-z]+(?:\s+with)?:?)\s+)?\(?([1-5]\d\d)(?![\w.]))?/u;
