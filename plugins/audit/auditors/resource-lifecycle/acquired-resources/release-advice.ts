import type { AcquiredResource } from './acquired-resource.ts';

export const LEAK_CONSEQUENCES: Readonly<Record<AcquiredResource['kind'], string>> = {
  connection: 'the connection stays checked out',
  cursor: 'the cursor and its rows stay in memory',
  file: 'the file stays open',
};

/** Returns advice for a guaranteed release, with the names used in the code. */
export function formatReleaseAdvice(
  { file, site, release, kind }: AcquiredResource,
  name: string | null,
): string {
  const { callee, isAwaited } = site.call;
  const handle = name ?? kind;
  if (!file.endsWith('.py')) {
    return `Call ${handle}.${release}() in a finally block that begins right after ${callee}`;
  }
  if (isAwaited) return 'Use a finally block, or async with if the driver supports it';
  const given = site.raw.argumentText.replace(/\s+/gu, ' ').slice(0, 60);
  return `with ${callee}${given} as ${handle}:`;
}
