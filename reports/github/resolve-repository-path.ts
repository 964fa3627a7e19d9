import { join, relative } from 'node:path';
import type { RepositoryPaths } from '../reporter.ts';

/**
 * A file as GitHub knows it, from the top of the repository. null: it lies outside, where GitHub
 * would find nothing.
 * @param file - From the folder of the project, or absolute.
 * @param place - null: the project is taken for the top.
 */
export function resolveRepositoryPath(file: string, place: RepositoryPaths | null): string | null {
  const isAbsolute = file.startsWith('/') || /^[a-z]:/iu.test(file);
  if (place === null) return isAbsolute ? null : file;
  const path = isAbsolute ? file : join(place.project, file);
  const found = relative(place.repository, path).replaceAll('\\', '/');
  return /^(?:\.\.(?:\/|$)|\/|[a-z]:)/iu.test(found) ? null : found;
}
