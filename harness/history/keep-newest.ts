import type { Files } from '../host/files.ts';

/**
 * Removes all but the last so many; what cannot be removed now is tried again with the next.
 * @param paths - Oldest first.
 * @param written - What was just written stays, however old its name makes it look: a clock that
 * was set back says nothing of what is worth keeping.
 * @param isSafe - Asked before anything is removed, with all that is; false: it stays.
 */
export function keepNewest(
  files: Files,
  paths: readonly string[],
  keep: number,
  written: string,
  isSafe: (paths: readonly string[]) => boolean = () => true,
): void {
  const others = paths.filter((path) => path !== written);
  const old = others.slice(0, Math.max(0, others.length - keep + 1));
  if (!isSafe(old)) return;
  for (const path of old) files.removeIfAllowed(path);
}
