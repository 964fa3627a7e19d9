import type { AcquiredResource, ResourceKind } from './acquired-resource.ts';

/** Consequence of not releasing a resource, by kind. */
export const LEAK_CONSEQUENCES: Readonly<Record<ResourceKind, string>> = {
  connection: 'the connection stays checked out',
  link: 'the connection stays open',
  cursor: 'the cursor and its rows stay in memory',
  file: 'the file stays open',
};

/** Returns advice for a guaranteed release, with the names used in the code. */
export function formatReleaseAdvice(
  { file, site, release, kind }: AcquiredResource,
  name: string | null,
): string {
  const { callee, isAwaited } = site.call;
  const handle = name ?? (kind === 'file' ? 'file' : 'connection');
  if (!file.endsWith('.py')) {
    return `Call ${releaseCall(callee, release, handle)} in a finally block that begins right after ${callee}`;
  }
  if (release === 'close') {
    const given = site.raw.argumentText.replace(/\s+/gu, ' ').slice(0, 60);
    return `${isAwaited ? 'Use a finally block, or async with if the driver supports it' : `with ${callee}${given} as ${handle}:`}${kind === 'cursor' ? ', or contextlib.closing if the driver does not support it' : ''}`;
  }
  return `Call ${releaseCall(callee, release, handle)} in a finally block, or use the pool's context manager`;
}

function releaseCall(callee: string, release: string, handle: string): string {
  const pool = callee.replace(/\.\w+$/u, '');
  if (release === 'closeSync') return `fs.closeSync(${handle})`;
  return release === 'putconn' || release === 'releaseConnection'
    ? `${pool}.${release}(${handle})`
    : `${handle}.${release}()`;
}
