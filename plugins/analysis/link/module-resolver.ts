import { posix } from 'node:path';

/** Locations of modules that a project declares, in addition to their own paths. */
export interface ModuleSettings {
  /** Path aliases of `tsconfig.json`: each pattern with its targets, relative to the root. */
  readonly aliases: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  /** Folders of the project's own packages, by their names. */
  readonly packages: ReadonlyMap<string, string>;
}

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** Endings that an import may omit, the likeliest first. */
const OMITTED_ENDINGS = [...ENDINGS, ...ENDINGS.map((ending) => `/index${ending}`)];
/** Entry points of a package's sources, relative to its folder. */
const ENTRY_POINTS = ['/src/index', '/index', '/src/main', '/lib/index'];

/** Finds the file that an import leads to; null: it leads out of the project. */
export function createModuleResolver(
  files: ReadonlySet<string>,
  { aliases, packages }: ModuleSettings,
): (from: string, source: string) => string | null {
  const byPath = indexByImportPath(files);
  const findScript = (path: string): string | null => {
    if (files.has(path)) return path;
    // `./x.js` is written for the `x.ts` that it will be compiled from.
    const bare = path.replace(/\.(?:js|jsx|mjs|cjs)$/u, '');
    return byPath.get(path) ?? (files.has(bare) ? bare : (byPath.get(bare) ?? null));
  };
  const resolveAlias = (source: string): string | null => {
    for (const { pattern, targets } of aliases) {
      const [head = '', tail] = pattern.split('*');
      const isMatch = tail === undefined ? source === pattern : source.startsWith(head);
      if (!isMatch || (tail !== undefined && !source.endsWith(tail))) continue;
      const rest = tail === undefined ? '' : source.slice(head.length, source.length - tail.length);
      for (const target of targets) {
        const found = findScript(posix.normalize(target.replace('*', rest)));
        if (found !== null) return found;
      }
    }
    return null;
  };
  const resolveOwnPackage = (source: string): string | null => {
    const name = source.split('/', source.startsWith('@') ? 2 : 1).join('/');
    const folder = packages.get(name);
    if (folder === undefined) return null;
    const rest = source.slice(name.length);
    const tries = rest === '' ? ENTRY_POINTS : [rest, `/src${rest}`];
    return (
      tries
        .map((subpath) => findScript(posix.join(folder, subpath)))
        .find((found) => found !== null) ?? null
    );
  };
  const resolve = (from: string, source: string): string | null => {
    if (from.endsWith('.py')) return resolvePython(files, from, source);
    if (source.startsWith('.')) return findScript(posix.join(posix.dirname(from), source));
    return resolveAlias(source) ?? resolveOwnPackage(source);
  };
  // Cached, since every imported name is resolved here, most of them many times; files of a folder
  // mostly share their imports.
  const byFolder = new Map<string, Map<string, string | null>>();
  const byFile = new Map<string, Map<string, string | null>>();
  return (from, source) => {
    const fileCache = cacheOf(byFile, from);
    let found = fileCache.get(source);
    if (found === undefined) {
      const dependsOnFolder = from.endsWith('.py') || source.startsWith('.');
      const folder = dependsOnFolder ? `${posix.dirname(from)}${from.endsWith('.py')}` : '';
      const folderCache = cacheOf(byFolder, folder);
      found = folderCache.get(source) ?? resolve(from, source);
      folderCache.set(source, found);
      fileCache.set(source, found);
    }
    return found;
  };
}

function cacheOf<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = maps.get(key) ?? new Map<string, Value>();
  maps.set(key, known);
  return known;
}

/** Indexes files by import path: without ending, `index` files by folder; earlier endings win. */
function indexByImportPath(files: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, { readonly file: string; readonly rank: number }>();
  for (const file of files) {
    for (const [rank, end] of OMITTED_ENDINGS.entries()) {
      if (!file.endsWith(end)) continue;
      const name = file.slice(0, -end.length);
      if (rank < (found.get(name)?.rank ?? Number.POSITIVE_INFINITY))
        found.set(name, { file, rank });
    }
  }
  return new Map([...found].map(([name, { file }]) => [name, file]));
}

/** Resolves `a.b` from the root or the importing file's folder upwards, `.b` from that folder. */
function resolvePython(files: ReadonlySet<string>, from: string, source: string): string | null {
  const dots = /^\.*/u.exec(source)?.[0].length ?? 0;
  const path = source.slice(dots).replaceAll('.', '/');
  const findIn = (folder: string): string | null => {
    const base = path === '' ? folder : posix.join(folder, path);
    return [`${base}.py`, `${base}/__init__.py`].find((name) => files.has(name)) ?? null;
  };
  let folder = posix.dirname(from);
  if (dots > 0) {
    for (let above = 1; above < dots; above += 1) folder = posix.dirname(folder);
    return findIn(folder);
  }
  for (;;) {
    const found = findIn(folder);
    if (found !== null || folder === '.') return found;
    folder = posix.dirname(folder);
  }
}
