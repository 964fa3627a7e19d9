import { join, relative } from 'node:path';
import type { RepositoryPaths } from '../reporter.ts';

/**
 * Returns a file's path relative to the top of the repository, as GitHub needs it. null: it is
 * outside, where GitHub would not find it.
 * @param file - Path relative to the project's folder, or absolute.
 * @param place - null: the project is assumed to be at the top.
 */
export function resolveRepositoryPath(file: string, place: RepositoryPaths | null): string | null {
  const isAbsolute = file.startsWith('/') || /^[a-z]:/iu.test(file);
  if (place === null) return isAbsolute ? null : file;
  const path = isAbsolute ? file : join(place.project, file);
  const found = relative(place.repository, path).replaceAll('\\', '/');
  return /^(?:\.\.(?:\/|$)|\/|[a-z]:)/iu.test(found) ? null : found;
}
