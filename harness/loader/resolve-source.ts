import type { ResolveHookContext, ResolveHookSync } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { aliased, probe } from './find-source.ts';
import { SOURCES } from './sources.ts';
import { tsconfigOf } from './tsconfig.ts';

/** What the loader itself loads must not come back to it. */
const OWN = dirname(fileURLToPath(import.meta.url));

/** A file of the project: what it imports may be written as its compiler and bundler know it. */
function fileOf(url: string | undefined): string | null {
  if (url === undefined || !url.startsWith('file:')) return null;
  const file = fileURLToPath(url.replace(/[?#].*$/u, ''));
  return file.includes('/node_modules/') || dirname(file) === OWN ? null : file;
}

/** Finds what Node.js alone would not: aliases of tsconfig, files without their ending, folders. */
export const resolveSource: ResolveHookSync = (specifier, context, nextResolve) => {
  const importer = fileOf(context.parentURL);
  if (importer === null || specifier === 'perf-harness' || /^(?:node|data):/u.test(specifier)) {
    return nextResolve(specifier, context);
  }
  const isTypeScript = SOURCES.includes(extname(importer));
  if (isTypeScript && isBare(specifier)) {
    const found = aliased(specifier, importer, context.conditions);
    if (found !== null) return nextResolve(asSpecifier(found, context), context);
  }
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    if (!isTypeScript || !isNotFound(error)) throw error;
    const found = probe(dirname(importer), fromUrl(specifier), context.conditions);
    // It may be an alias of a tsconfig that cannot be read: then that is what is wrong.
    if (found === null) throw troubleOf(importer) ?? error;
    return nextResolve(asSpecifier(found, context), context);
  }
};

/** `require` takes paths, `import` takes addresses. */
function asSpecifier(file: string, { conditions }: ResolveHookContext): string {
  return conditions.includes('require') ? file : pathToFileURL(file).href;
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{1,2}(?:\/|$)|\/|#|\w+:)/u.test(specifier);
}

function fromUrl(specifier: string): string {
  return specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
}

const NOT_FOUND: readonly unknown[] = [
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
];

function isNotFound(error: unknown): boolean {
  return NOT_FOUND.includes((error as { readonly code?: unknown } | null)?.code);
}

function troubleOf(importer: string): unknown {
  try {
    tsconfigOf(importer);
    return null;
  } catch (error) {
    return error;
  }
}
