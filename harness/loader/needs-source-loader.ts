import { dirname, extname, resolve } from 'node:path';
import { chooseLoadMethod } from './choose-source-load-method.ts';
import { TsconfigError } from './find-tsconfig.ts';
import { resolveAlias, resolveProjectFile } from './resolve-project-file.ts';
import { SOURCE_EXTENSIONS } from './source-extensions.ts';

/** Most sources of a program to read: the one needing the loader is rarely among the last. */
const MOST_FILES = 1_000;
const JAVASCRIPT: readonly string[] = ['.js', '.mjs', '.cjs'];
/** Type-only imports, which Node.js removes wherever they come from. */
const TYPES_ONLY = /\b(?:import|export)\s+type\b[^;'"]*['"][^'"\n]*['"]/gu;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"])\/\/[^\n]*/gu;
const IMPORTED = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"\n]+)['"]/gu;
/** Node.js imports text behind a flag. */
const TEXT_IMPORT = /\bwith\s*\{\s*type\s*:\s*['"]text['"]/u;
const CONDITIONS: readonly string[] = ['node', 'import'];

/** Access to files; `read` returns null for a missing file. */
export interface SourceFiles {
  readonly read: (path: string) => string | null;
  readonly isFile: (path: string) => boolean;
}

/** True if plain Node.js fails on the imports: unstrippable types, missing endings, an alias. */
export function needsSourceLoader(files: SourceFiles, program: string): boolean {
  const seen = new Set<string>();
  const waiting = [program];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || seen.size >= MOST_FILES) continue;
    seen.add(file);
    const source = read(files, file);
    if (source === null) continue;
    const isTypeScript = SOURCE_EXTENSIONS.includes(extname(file));
    if (isTypeScript && isTransformed(file, source)) return true;
    if (TEXT_IMPORT.test(source)) return true;
    const code = source.replaceAll(COMMENT, ' ').replaceAll(TYPES_ONLY, ' ');
    for (const [, specifier = ''] of code.matchAll(IMPORTED)) {
      const found = follow(files, file, specifier, isTypeScript);
      if (found === 'by-loader') return true;
      if (found !== null) waiting.push(found);
    }
  }
  return false;
}

function isTransformed(file: string, source: string): boolean {
  try {
    return chooseLoadMethod(file, source).by === 'transform';
  } catch (error) {
    // The loader reports the error in the tsconfig.
    if (error instanceof TsconfigError) return true;
    throw error;
  }
}

/** Returns the file that an import resolves to; null if it is not in the project. */
function follow(
  files: SourceFiles,
  importer: string,
  specifier: string,
  isTypeScript: boolean,
): string | 'by-loader' | null {
  if (!/^\.{1,2}(?:\/|$)/u.test(specifier)) {
    return isTypeScript && resolveAlias(specifier, importer, CONDITIONS) !== null
      ? 'by-loader'
      : null;
  }
  const path = resolve(dirname(importer), specifier);
  if (files.isFile(path)) return path;
  const found = resolveProjectFile(dirname(importer), specifier, CONDITIONS);
  if (found === null) return null;
  return isTypeScript || SOURCE_EXTENSIONS.includes(extname(found)) ? 'by-loader' : found;
}

function read(files: SourceFiles, file: string): string | null {
  return [...SOURCE_EXTENSIONS, ...JAVASCRIPT].includes(extname(file)) ? files.read(file) : null;
}
