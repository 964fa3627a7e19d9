import { isAbsolute, relative, sep } from 'node:path';

/** Relative path of what lies in a folder; null where it lies elsewhere. */
export function pathInside(folder: string, path: string): string | null {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : inside;
}
