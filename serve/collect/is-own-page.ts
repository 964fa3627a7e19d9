import type { CollectRequest } from './collect-request.ts';

/**
 * Whether a page of the site itself tells it, or one that may. Browsers say where a request comes
 * from and pages cannot change it; programs can, and are held by the limits alone.
 */
export function isOwnPage(
  { header }: Pick<CollectRequest, 'header'>,
  origins: readonly string[],
): boolean {
  const origin = header('origin');
  if (origin !== null && origins.includes(origin)) return true;
  const site = header('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  if (origin === null) return true;
  const host = header('x-forwarded-host') ?? header('host');
  return URL.parse(origin)?.host === host;
}
