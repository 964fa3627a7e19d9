import native from 'node:path';

/**
 * A path from some folder on as git, patterns and documents have it, on every system: with `/`.
 * @param path - How the system writes paths.
 */
export function treePath(inside: string, path: Pick<typeof native, 'sep'> = native): string {
  return inside.replaceAll(path.sep, '/');
}
