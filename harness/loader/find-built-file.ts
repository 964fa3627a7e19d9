/** Finds the file that a project ships for a source, as its build made it. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { findTsconfig } from './find-tsconfig.ts';
import { findPackageScope, type PackageScope } from './package-scope.ts';

export type BuiltFileLookup =
  | { readonly type: 'built'; readonly file: string }
  /** It is no source that a build takes. */
  | { readonly type: 'none' }
  /** The source belongs to the build, but has no built file; the searched paths, best first. */
  | { readonly type: 'missing'; readonly places: readonly string[] };

/**
 * Endings that a build may give a source, by its ending, in the order of preference for imports;
 * `require` prefers the last.
 */
const BECOMES: Readonly<Record<string, readonly string[]>> = {
  '.ts': ['.js', '.mjs', '.cjs'],
  '.tsx': ['.js', '.mjs', '.cjs', '.jsx'],
  '.jsx': ['.js', '.mjs', '.cjs'],
  '.js': ['.js', '.mjs', '.cjs'],
  '.mts': ['.mjs', '.js'],
  '.mjs': ['.mjs', '.js'],
  '.cts': ['.cjs', '.js'],
  '.cjs': ['.cjs', '.js'],
};

const NONE: BuiltFileLookup = { type: 'none' };

/** @param source - Imported. @param importer - Importing. @param target - Shipped, as `dist`. */
export function findBuiltFile(
  source: string,
  importer: string,
  target: string,
  conditions: readonly string[],
): BuiltFileLookup {
  const endings = BECOMES[extname(source)];
  const home = findPackageScope(dirname(source));
  if (endings === undefined || home === null) return NONE;
  const shipped = join(home.folder, target);
  if (isInside(shipped, source) || isInside(shipped, importer)) return NONE;
  const entry = entryOf(home, conditions);
  const roots = sourceRoots(source, home.folder);
  const places = [
    ...(entry !== null && isEntry(source, home) ? [entry] : []),
    ...outputFolders(source, shipped, entry).flatMap((folder) =>
      roots.flatMap(({ root }) => {
        const inside = relative(root, source).slice(0, -extname(source).length);
        const wanted = conditions.includes('require') ? endings.toReversed() : endings;
        return wanted.map((ending) => join(folder, inside + ending));
      }),
    ),
  ].filter((place) => isInside(shipped, place));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return { type: 'built', file: found };
  // A helper next to the scenario, outside the build, is loaded as it is.
  const isOfBuild = roots.some(({ root, isSaid }) => isSaid && isInside(root, source));
  return isOfBuild ? { type: 'missing', places: [...new Set(places)] } : NONE;
}

interface SourceRoot {
  readonly root: string;
  /** Set when the project or its folders state that their contents go into the build. */
  readonly isSaid: boolean;
}

/** Returns the folders whose structure the build preserves, the most likely first. */
function sourceRoots(source: string, folder: string): readonly SourceRoot[] {
  const { path, options } = settingsOf(source);
  const said =
    path === null || options.rootDir === undefined ? [] : [resolve(dirname(path), options.rootDir)];
  const usual = join(folder, 'src');
  return [
    ...said.map((root) => ({ root, isSaid: root !== folder })),
    { root: usual, isSaid: true },
    { root: folder, isSaid: false },
  ].filter(({ root }) => isInside(root, source));
}

/** Returns the build's output folders: by the settings, the entry, and the target's name. */
function outputFolders(source: string, shipped: string, entry: string | null): readonly string[] {
  const { path, options } = settingsOf(source);
  const said =
    path === null || options.outDir === undefined ? [] : [resolve(dirname(path), options.outDir)];
  return [...new Set([...said, ...(entry === null ? [] : [dirname(entry)]), shipped])];
}

function settingsOf(source: string) {
  try {
    const { path = null, options = {} } = findTsconfig(source) ?? {};
    return { path, options };
  } catch {
    // The build itself reports an invalid tsconfig.
    return { path: null, options: {} };
  }
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
}

/** Returns the absolute path that an import of the package by name resolves to; null: unstated. */
function entryOf(
  { folder, manifest: { exports, main, module } }: PackageScope,
  conditions: readonly string[],
): string | null {
  const found =
    targetOf(exports, conditions) ?? (conditions.includes('import') ? module : undefined) ?? main;
  return typeof found === 'string' ? join(folder, found) : null;
}

/** Returns the target of `exports` for the package itself, by the first condition that matches. */
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

/** True if the package's entry is built from this source, as far as names show. */
function isEntry(
  source: string,
  { folder, manifest: { source: said, name } }: PackageScope,
): boolean {
  if (typeof said === 'string') return join(folder, said) === source;
  const inside = relative(folder, source).slice(0, -extname(source).length);
  const own = typeof name === 'string' ? basename(name) : 'index';
  return ['index', 'main', own].some((stem) => inside === stem || inside === join('src', stem));
}
