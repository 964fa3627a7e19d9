import { sanitizeText } from '../read/sanitize-log-text.ts';

/** Path segments that identify a single item. */
const IDENTIFIERS: readonly RegExp[] = [
  /^\d+$/u,
  // UUIDs, object ids, hashes.
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu,
  /^(?=.*\d)[0-9a-f]{12,}$/iu,
  // ULIDs, keys, tokens: long, with digits and letters.
  /^(?=.*\d)(?=.*[a-z])[\w~=-]{16,}$/iu,
  // A prefix with a number, such as order-1042; names such as v2 or http2 do not match.
  /^[a-z]+[-_]\d{2,}$/iu,
  /^[^@\s]+@[^@\s]+\.[a-z]+$/iu,
  /^\d[\d.,:_-]*\d$/u,
];
/** Maximum number of characters of a name; longer paths come from clients that probe the server. */
const MAX_LENGTH = 120;

/**
 * Name of an endpoint: method and path without the query, with each identifier in the path as
 * `:id`. It contains nothing that a terminal or a page would interpret as more than text.
 */
export function endpointName(method: string, target: string): string {
  const path = pathOf(target);
  const parts = path.split('/').map((part) => (isIdentifier(part) ? ':id' : part));
  const name = `${method === '' ? '' : `${method} `}${parts.join('/')}`;
  return sanitizeText(name, MAX_LENGTH);
}

function isIdentifier(part: string): boolean {
  return part !== '' && !WORDS.test(part) && IDENTIFIERS.some((form) => form.test(part));
}

/** The title of a page, which has a year or a number among its words. */
const WORDS = /^[a-z]{3,}(?:[-_][a-z]{2,}){1,}(?:[-_.][a-z\d]+)*$/iu;

/** `https://shop/cart?x=1#top` is `/cart`. */
function pathOf(target: string): string {
  const [start = ''] = target.split(/[?#]/u, 1);
  return /^[a-z][a-z\d+.-]*:\/\/[^/]*/iu.test(start)
    ? start.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/iu, '') || '/'
    : start;
}
