import type { AccessFormat } from './access-log-format.ts';
import { findDurationInText } from './read-log-duration.ts';
import { compileApacheFormat, compileNginxFormat } from './server-access-log-formats.ts';

/** nginx's own; Apache's `combined` reads the same. */
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

const TIMED = compileNginxFormat('combined with request time', `${COMBINED} $request_time`);
/** The same with Apache's `%D` at its end. */
const TIMED_IN_MICROSECONDS = compileApacheFormat(
  'combined with %D',
  '%h %l %u [%{%d/%b/%Y:%T %z}t] "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D',
);

/** Formats that are tried without being stated, the most specific first. */
export const KNOWN_ACCESS_FORMATS: readonly AccessFormat[] = [
  TIMED,
  compileNginxFormat('combined with rt=', `${COMBINED} rt=$request_time`),
  compileNginxFormat('combined', COMBINED),
  compileNginxFormat(
    'common',
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent',
  ),
];

/** Common start of all of them, up to the status, and the rest of the line as words. */
const [BEGIN, REST] = [
  compileNginxFormat('common', '$remote_addr - $remote_user [$time_local] "$request" $status '),
  { field: 'rest', segment: null, until: new Uint8Array(0) } as const,
];

/**
 * Detects a format of lines that start as in `common`, and state a duration in the text after it.
 *
 * @returns null where they state none.
 */
export function detectTextDurationFormat(
  format: AccessFormat,
  lines: readonly string[],
): AccessFormat | null {
  if (!KNOWN_ACCESS_FORMATS.includes(format)) return null;
  const rests = lines.flatMap((line) => / [1-5]\d\d (?:\d+|-)(.*)$/u.exec(line)?.[1] ?? []);
  // Removes the bytes sent, the referrer and the user agent.
  const further = rests.map((rest) => rest.replace(/^ "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"/u, ''));
  const worded = findDurationInText(further, true);
  if (worded === null) return null;
  const read = (words: string): number =>
    worded.read(words.replace(/^(?:\d+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?/u, ''));
  return {
    ...BEGIN,
    name: `common, and ${worded.source}`,
    timedBy: worded.source,
    places: [...BEGIN.places, REST],
    skippedFrom: null,
    worded: { ...worded, read },
  };
}

/** Seconds that no client waits for a response: an integer this large is in microseconds. */
const TOO_LONG = 1000;

/** True if lines end in a time in the notation of nginx: three decimals. */
export function hasNginxSeconds(format: AccessFormat, lines: readonly string[]): boolean {
  const ends = lines.filter((line) => /\d\.\d{3}\s*$/u.test(line)).length;
  return format.timedBy !== null && ends * 2 > lines.length;
}

/**
 * Detects Apache's `%D` in the position where nginx has seconds. nginx writes three decimals, and
 * Apache's own seconds (`%T`) are small, so integers of which one is large are microseconds.
 *
 * @returns null where the format was correct.
 */
export function detectMicrosecondFormat(
  format: AccessFormat,
  lines: readonly string[],
): AccessFormat | null {
  if (format !== TIMED) return null;
  const times = lines.flatMap((line) => / (\d[\d.]*)$/u.exec(line.trimEnd())?.[1] ?? []);
  const areWhole = times.every((time) => !time.includes('.'));
  return areWhole && times.some((time) => Number(time) >= TOO_LONG) ? TIMED_IN_MICROSECONDS : null;
}
