import { basename, extname, join, relative } from 'node:path';
import type { PackageScope } from './package-scope.ts';

/** The file that an import of the package by its name leads to, absolute; null: it does not say. */
export function entryOf(
  { folder, manifest: { exports, main, module } }: PackageScope,
  conditions: readonly string[],
): string | null {
  const found =
    targetOf(exports, conditions) ?? (conditions.includes('import') ? module : undefined) ?? main;
  return typeof found === 'string' ? join(folder, found) : null;
}

/** What `exports` has for the package itself, by the first condition that holds. */
function targetOf(exports: unknown, conditions: readonly string[]): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  for (const [key, value] of Object.entries(exports)) {
    if (key !== '.' && key !== 'default' && !conditions.includes(key)) continue;
    const found = targetOf(value, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a source is the one that the entry of the package is built from, as far as names tell. */
export function isEntry(
  source: string,
  { folder, manifest: { source: said, name } }: PackageScope,
): boolean {
  if (typeof said === 'string') return join(folder, said) === source;
  const inside = relative(folder, source).slice(0, -extname(source).length);
  const own = typeof name === 'string' ? basename(name) : 'index';
  return ['index', 'main', own].some((one) => inside === one || inside === join('src', one));
}
