import { inferDurationUnit, NGINX_SECONDS, readDuration } from './read-log-duration.ts';

/** Position of the request duration in the text of lines, found from sample lines. */
export interface TextDuration {
  /** For people: `rt=`, `took 12ms`. */
  readonly from: string;
  readonly unitMs: number;
  /** Returns milliseconds; NaN if the text does not state a duration. */
  readonly of: (words: string) => number;
}

/** Fraction of the lines that must state a duration. */
const MOST = 0.5;
/** Names of a request's own duration, the most specific first, with or without a unit after it. */
const OWN =
  'rt|request_?time|req_?time|response_?time|resp_?time|duration|elapsed|latency|took|time_?taken|total_?time|time_?total';
/** Names for the time of the server behind a proxy, used if the proxy does not log its own. */
const UPSTREAM = 'urt|upstream_?(?:response_?)?time';
const UNIT = '_?(?:ns|us|µs|ms|s|sec|seconds|millis|milliseconds|micros|microseconds)';
const KEYS: readonly RegExp[] = [OWN, UPSTREAM].map(
  (names) => new RegExp(`^(?:${names})(?:${UNIT})?$`, 'iu'),
);
/** Words that precede a duration. */
const BEFORE = /^(?:took|in|after|duration|elapsed|latency|time)$/iu;
const TIMED = /^\d+(?:\.\d+)?(?:ns|us|µs|ms|s)$/u;
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
  const words = lines.map(wordsOf);
  const most = words.length * MOST;
  const keys = new Set(words.flatMap((own) => own.flatMap((word) => keyOf(word) ?? [])));
  for (const form of KEYS) {
    const key = [...keys].find(
      (key) => form.test(key) && words.filter((own) => keyed(own, key) !== null).length > most,
    );
    if (key === undefined) continue;
    const values = words.map((own) => keyed(own, key) ?? '');
    return durationAt(`${key}=`, inferDurationUnit(key, values), (own) => keyed(own, key));
  }
  for (const [from, place] of PLACES) {
    const values = words.flatMap((own) => place(own) ?? []);
    if (values.length > most) return durationAt(from, 1, place);
  }
  if (!isBare) return null;
  const longest = Math.max(0, ...words.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) {
    const values = words.map((own) => own[at] ?? '');
    if (values.filter((value) => NGINX_SECONDS.test(value)).length > most)
      return durationAt(
        'a number of seconds, in the format of nginx $request_time',
        1000,
        (own) => own[at] ?? null,
      );
    const parts = values.map((value) => /^(?:\*\*)?(\d+)\/(\d+)(?:\*\*)?$/u.exec(value));
    if (parts.filter((part) => part !== null && isSameTime(part)).length > most)
      return durationAt('%T/%D', 0.001, (own) => /\/(\d+)/u.exec(own[at] ?? '')?.[1] ?? null);
  }
  return null;
}

type Place = (words: readonly string[]) => string | null;

const PLACES: readonly (readonly [from: string, place: Place])[] = [
  ['a duration after a word such as "took"', (words) => timedAfter(words, true)],
  ['a duration with its unit', (words) => timedAfter(words, false)],
];

function durationAt(from: string, unitMs: number, place: Place): TextDuration {
  return {
    from,
    unitMs,
    of: (words) => readDuration((place(wordsOf(words)) ?? '').replace(/msec$/u, 'ms'), unitMs),
  };
}

function wordsOf(line: string): readonly string[] {
  return (line.match(WORDS) ?? []).map((word) => word.replace(/^["([]+|[")\],;]+$/gu, ''));
}

function keyOf(word: string): string | null {
  return /^([A-Za-z_][\w.-]*)[=:]/u.exec(word)?.[1] ?? null;
}

/** Returns the value of a key: `rt=0.002`, `rt="0.002"`, `rt: 0.002`; null if missing. */
function keyed(words: readonly string[], key: string): string | null {
  const at = words.findIndex((word) => keyOf(word) === key);
  if (at === -1) return null;
  const beside = (words[at] ?? '').slice(key.length + 1).replaceAll('"', '');
  return beside === '' ? (words[at + 1] ?? null) : beside;
}

function timedAfter(words: readonly string[], isNamed: boolean): string | null {
  for (const [at, word] of words.entries()) {
    const next = words[at + 1] ?? '';
    const whole = TIMED.test(word)
      ? word
      : NUMBER.test(word) && UNIT_ALONE.test(next)
        ? `${word}${next}`
        : null;
    if (whole !== null && (!isNamed || BEFORE.test((words[at - 1] ?? '').replace(/[:=]$/u, ''))))
      return whole;
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
