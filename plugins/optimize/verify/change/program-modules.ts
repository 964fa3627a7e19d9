import { join, posix, relative, sep } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { isWatchable } from '../record/instrument-exports.ts';

/** Modules that import the modules of the previous level. */
export type ImporterLevel = readonly string[];

/** Most levels of importers between a module and the entry of its package. */
const MOST_LEVELS = 4;
/** Maximum number of project files whose imports are read. */
const MOST_FILES = 2_000;
const SPECIFIER =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(?:'(\.[^'\n]*)'|"(\.[^"\n]*)")/gu;

/**
 * Returns the modules of the program that import a file, then the modules that import those, up to
 * the package entry; paths are relative to the project root, with slashes.
 */
export function findImporters(host: Host, root: string, file: string): readonly ImporterLevel[] {
  const imports = readImports(host, root);
  const levels: ImporterLevel[] = [];
  const seen = new Set([file]);
  let level: ImporterLevel = [file];
  while (levels.length < MOST_LEVELS) {
    level = [...imports]
      .filter(([path, targets]) => !seen.has(path) && level.some((file) => targets.has(file)))
      .map(([path]) => path);
    if (level.length === 0) break;
    for (const path of level) seen.add(path);
    levels.push(level);
  }
  return levels;
}

function readImports(host: Host, root: string): ReadonlyMap<string, ReadonlySet<string>> {
  const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.');
  const files = host.files
    .below(root, isLeftOut)
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter(isProgramModule)
    .slice(0, MOST_FILES);
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = host.files.read(join(root, file)) ?? '';
      const targets = [...text.matchAll(SPECIFIER)].flatMap(([, match, other]) => {
        const target = posix.join(posix.dirname(file), match ?? other ?? '');
        return listCandidates(target).find((path) => known.has(path)) ?? [];
      });
      return [file, new Set(targets)];
    }),
  );
}

const ENDINGS = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx'];

/** Returns the files that a specifier may mean, in the order of Node.js and TypeScript. */
function listCandidates(target: string): readonly string[] {
  const stem = target.replace(/\.[mc]?jsx?$/u, '');
  return [
    target,
    ...ENDINGS.map((ending) => target + ending),
    ...ENDINGS.map((ending) => stem + ending),
    ...ENDINGS.map((ending) => posix.join(target, `index${ending}`)),
  ];
}

/** Folders that are not part of the program itself. */
const NON_PROGRAM_FOLDER =
  /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|fixtures?|bench(?:marks?)?|examples?|docs?|node_modules|\.[^/]+)\//u;
const NON_PROGRAM_FILE =
  /(?:^|\/)(?:test|tests)\.[cm]?[jt]sx?$|[.-](?:test|spec|bench|config|stories)\.[cm]?[jt]sx?$/u;

/** True if a file is a module of the program: code other than tests, settings and examples. */
export function isProgramModule(file: string): boolean {
  return isWatchable(file) && !NON_PROGRAM_FOLDER.test(file) && !NON_PROGRAM_FILE.test(file);
}
