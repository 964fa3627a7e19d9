import native from 'node:path';

/**
 * Relative path of what lies in a folder, empty for the folder itself; null where it lies elsewhere.
 * @param path - How the system reads paths; another drive of Windows lies elsewhere.
 */
export function pathInside(
  folder: string,
  place: string,
  path: Pick<typeof native, 'isAbsolute' | 'relative' | 'sep'> = native,
): string | null {
  const inside = path.relative(folder, place);
  const isOutside = inside === '..' || inside.startsWith(`..${path.sep}`);
  return isOutside || path.isAbsolute(inside) ? null : inside;
}
