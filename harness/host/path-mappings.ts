import { resolve } from 'node:path';
import { relativePathInside } from './relative-path-inside.ts';

/** Folders with their replacements; the first match applies. */
export type PathMappings = readonly (readonly [from: string, to: string])[];

/** Maps a path inside one of the folders to its replacement; other paths are returned unchanged. */
export function relocatePath(path: string, mappings: PathMappings): string {
  for (const [from, to] of mappings) {
    const inside = relativePathInside(from, path);
    if (inside !== null) return resolve(to, inside);
  }
  return path;
}
