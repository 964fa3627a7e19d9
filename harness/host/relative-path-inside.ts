import native from 'node:path';

/** Relative path in a folder; null: outside. @param path - System's; Windows has other drives. */
export function relativePathInside(
  folder: string,
  place: string,
  path: Pick<typeof native, 'isAbsolute' | 'relative' | 'sep'> = native,
): string | null {
  const inside = path.relative(folder, place);
  const isOutside = inside === '..' || inside.startsWith(`..${path.sep}`);
  return isOutside || path.isAbsolute(inside) ? null : inside;
}
