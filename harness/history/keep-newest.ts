import type { Files } from '../host/files.ts';

/**
 * Removes all but the last so many; what cannot be removed now is tried again with the next.
 * @param paths - Oldest first.
 */
export function keepNewest(files: Files, paths: readonly string[], keep: number): void {
  for (const old of paths.slice(0, -keep)) files.removeIfAllowed(old);
}
