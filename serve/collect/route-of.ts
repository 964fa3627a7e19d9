/** Parts of a path that name one of many things: numbers, UUIDs, other long identifiers. */
const IDENTIFIERS = [
  /^\d+$/u,
  /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu,
  /^[\da-f]{16,}$/iu,
  // Long and with digits: tokens, ULIDs, keys.
  /^(?=.*\d)[\w-]{20,}$/u,
];

/**
 * The page without what belongs to one user or one thing: no query, no fragment, `:id` for each part
 * of the path that is an identifier or an address.
 */
export function routeOf(page: string): string {
  const [path = ''] = page.split(/[?#]/u, 1);
  return path.split('/').map(withoutIdentifier).join('/') || '/';
}

function withoutIdentifier(part: string): string {
  const isOfOne = /@|%40/u.test(part) || IDENTIFIERS.some((pattern) => pattern.test(part));
  return isOfOne ? ':id' : part;
}
