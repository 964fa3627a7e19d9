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
const WRITTEN_WITHOUT = [...ENDINGS, ...ENDINGS.map((ending) => `/index${ending}`)];
/** Entry points of a package's sources, relative to its folder. */
const ENTRIES = ['/src/index', '/index', '/src/main', '/lib/index'];

/** Finds the file that an import leads to; null: it leads out of the project. */
export function createModuleResolver(
  files: ReadonlySet<string>,
  { aliases, packages }: ModuleSettings,
): (from: string, source: string) => string | null {
  const named = byNameWithoutEnding(files);
  const script = (path: string): string | null => {
    if (files.has(path)) return path;
    // `./x.js` is written for the `x.ts` that it will be compiled from.
    const bare = path.replace(/\.(?:js|jsx|mjs|cjs)$/u, '');
    return named.get(path) ?? (files.has(bare) ? bare : (named.get(bare) ?? null));
  };
  const aliased = (source: string): string | null => {
    for (const { pattern, targets } of aliases) {
      const [head = '', tail] = pattern.split('*');
      const isMatch = tail === undefined ? source === pattern : source.startsWith(head);
      if (!isMatch || (tail !== undefined && !source.endsWith(tail))) continue;
      const rest = tail === undefined ? '' : source.slice(head.length, source.length - tail.length);
      for (const target of targets) {
        const found = script(posix.normalize(target.replace('*', rest)));
        if (found !== null) return found;
      }
    }
    return null;
  };
  const own = (source: string): string | null => {
    const name = source.split('/', source.startsWith('@') ? 2 : 1).join('/');
    const folder = packages.get(name);
    if (folder === undefined) return null;
    const rest = source.slice(name.length);
    const tries = rest === '' ? ENTRIES : [rest, `/src${rest}`];
    return (
      tries.map((subpath) => script(posix.join(folder, subpath))).find((found) => found !== null) ??
      null
    );
  };
  const find = (from: string, source: string): string | null => {
    if (from.endsWith('.py')) return pythonPath(files, from, source);
    if (source.startsWith('.')) return script(posix.join(posix.dirname(from), source));
    return aliased(source) ?? own(source);
  };
  // Cached, since every imported name is resolved here, most of them many times; files of a folder
  // mostly share their imports.
  const ofPlaces = new Map<string, Map<string, string | null>>();
  const ofFiles = new Map<string, Map<string, string | null>>();
  return (from, source) => {
    const known = mapAt(ofFiles, from);
    let found = known.get(source);
    if (found === undefined) {
      const isOfPlace = from.endsWith('.py') || source.startsWith('.');
      const place = isOfPlace ? `${posix.dirname(from)}${from.endsWith('.py')}` : '';
      const near = mapAt(ofPlaces, place);
      found = near.get(source) ?? find(from, source);
      near.set(source, found);
      known.set(source, found);
    }
    return found;
  };
}

function mapAt<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = maps.get(key) ?? new Map<string, Value>();
  maps.set(key, known);
  return known;
}

/** Indexes files by import path: without ending, `index` files by folder; earlier endings win. */
function byNameWithoutEnding(files: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, { readonly file: string; readonly rank: number }>();
  for (const file of files) {
    for (const [rank, end] of WRITTEN_WITHOUT.entries()) {
      if (!file.endsWith(end)) continue;
      const name = file.slice(0, -end.length);
      if (rank < (found.get(name)?.rank ?? Number.POSITIVE_INFINITY))
        found.set(name, { file, rank });
    }
  }
  return new Map([...found].map(([name, { file }]) => [name, file]));
}

/** Resolves `a.b` from the root or the importing file's folder upwards, `.b` from that folder. */
function pythonPath(files: ReadonlySet<string>, from: string, source: string): string | null {
  const dots = /^\.*/u.exec(source)?.[0].length ?? 0;
  const path = source.slice(dots).replaceAll('.', '/');
  const at = (folder: string): string | null => {
    const base = path === '' ? folder : posix.join(folder, path);
    return [`${base}.py`, `${base}/__init__.py`].find((name) => files.has(name)) ?? null;
  };
  let folder = posix.dirname(from);
  if (dots > 0) {
    for (let above = 1; above < dots; above += 1) folder = posix.dirname(folder);
    return at(folder);
  }
  for (;;) {
    const found = at(folder);
    if (found !== null || folder === '.') return found;
    folder = posix.dirname(folder);
  }
}
