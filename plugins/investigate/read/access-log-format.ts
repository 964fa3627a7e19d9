import type { TextDuration } from './read-log-duration.ts';

/** Meaning of a field in a line of an access log. */
export type AccessField =
  | 'time'
  | 'request'
  | 'method'
  | 'target'
  | 'status'
  | 'client'
  | 'seconds'
  | 'milliseconds'
  | 'microseconds'
  /** Rest of the line, some words of which state the duration. */
  | 'rest';

export interface AccessFormatSlot {
  readonly field: AccessField | null;
  /** Column that divides requests, such as `http_x_region`; null: none. */
  readonly segment: string | null;
  /** Bytes after the value; empty if it extends to the end of the line. */
  readonly until: Uint8Array;
}

/** A format of access logs, ready to cut lines by. */
export interface AccessFormat {
  readonly name: string;
  /** Bytes that each line begins with. */
  readonly start: Uint8Array;
  readonly places: readonly AccessFormatSlot[];
  /** Variable with the duration of a request, as the format writes it; null: none. */
  readonly timedBy: string | null;
  /** Reads the duration from the rest of a line; null if it has a position of its own. */
  readonly worded: TextDuration | null;
  /**
   * Index of the first of the unneeded positions before the last, such as referer and user agent.
   * The last position is then found from the end of the line; null if that is not possible.
   */
  readonly skippedFrom: number | null;
}

export interface AccessVariable {
  /** As the format writes it, for messages. */
  readonly name: string;
  readonly field: AccessField | null;
  readonly segment: string | null;
}

/** Headers and variables whose values are not shared by many requests, or are secret. */
const SINGLE =
  /^(?:remote_user|body_bytes_sent|bytes_sent|http_host|http_referer|http_user_agent|http_cookie|http_authorization|http_x_api_key|http_x_request_id|http_content_.*|request_id|request_length|connection|connection_requests|http_x_forwarded_for|remote_addr|remote_port|args|query_string|pid|unique_id|upstream_.*)$/iu;

/** Returns the column of a variable, by nginx name: `http_x_region` is `region`; null: none. */
export function segmentColumn(variable: string): string | null {
  return SINGLE.test(variable) ? null : variable.replace(/^http_(?:x_)?/u, '');
}

/**
 * Compiles a format.
 *
 * @param parts - Text, variable, text, variable and so on, and a text at the end.
 * @throws Error where two variables are adjacent, so that the end of the first is ambiguous.
 */
export function compileAccessFormat(
  name: string,
  parts: readonly (string | AccessVariable)[],
): AccessFormat {
  const [start] = parts;
  // Apache may write whole seconds in addition to microseconds.
  const isFine = parts.some((part) => typeof part === 'object' && part.field === 'microseconds');
  const places = parts.flatMap((part, index): readonly AccessFormatSlot[] => {
    if (typeof part === 'string') return [];
    const [until, following] = [parts[index + 1], parts[index + 2]];
    if (until === '' && typeof following === 'object')
      throw new Error(`${part.name} and ${following.name} have no separator between them`);
    const { segment } = part;
    const field = isFine && part.field === 'seconds' ? null : part.field;
    return [{ field, segment, until: Buffer.from(typeof until === 'string' ? until : '') }];
  });
  return {
    name,
    start: Buffer.from(typeof start === 'string' ? start : ''),
    places,
    timedBy: timedBy(parts),
    worded: null,
    skippedFrom: firstSkipped(places),
  };
}

function timedBy(parts: readonly (string | AccessVariable)[]): string | null {
  const timed = parts
    .filter((part) => typeof part === 'object' && /seconds$/u.test(part.field ?? ''))
    .filter((part) => typeof part === 'object')
    .toSorted((a, b) => Number(b.field === 'microseconds') - Number(a.field === 'microseconds'));
  return timed[0]?.name ?? null;
}

/** Start of the skipped fields: quoted fields may be long and hold quotes, so not inspected. */
function firstSkipped(places: readonly AccessFormatSlot[]): number | null {
  const last = places.at(-1);
  const needed = places.slice(0, -1).findLastIndex(isNeeded);
  if (last === undefined || needed === places.length - 2) return null;
  return isNeeded(last) && last.until.length > 0 ? null : needed + 1;
}

function isNeeded({ field, segment }: AccessFormatSlot): boolean {
  return field !== null || segment !== null;
}
