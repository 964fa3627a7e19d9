import native from 'node:path';

/** A relative path with `/` on every system. @param path - How the system writes paths. */
export function toPosixPath(inside: string, path: Pick<typeof native, 'sep'> = native): string {
  return inside.replaceAll(path.sep, '/');
}
