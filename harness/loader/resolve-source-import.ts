import type { ResolveHookContext, ResolveHookSync } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBuiltFile } from './find-built-file.ts';
import { findTsconfig } from './find-tsconfig.ts';
import { resolveAlias, resolveProjectFile } from './resolve-project-file.ts';
import { isPackageFile, SOURCE_EXTENSIONS } from './source-extensions.ts';

/** Modules of the loader itself must not go through it. */
const OWN = dirname(fileURLToPath(import.meta.url));

/** Path of a project file, whose imports may use compiler or bundler syntax; null: other module. */
function fileOf(url: string | undefined): string | null {
  if (url === undefined || !url.startsWith('file:')) return null;
  const file = fileURLToPath(url.replace(/[?#].*$/u, ''));
  return isPackageFile(file) || dirname(file) === OWN ? null : file;
}

/** Resolves tsconfig aliases, missing extensions, folders and, for builds, sources' built files. */
export const resolveSourceImport: ResolveHookSync = (specifier, context, nextResolve) => {
  const importer = fileOf(context.parentURL);
  if (importer === null || specifier === 'perf-harness' || /^(?:node|data):/u.test(specifier)) {
    return nextResolve(specifier, context);
  }
  const found = find(importer, specifier, context, nextResolve);
  const source = TARGET === undefined ? null : fileOf(found.url);
  if (TARGET === undefined || source === null) return found;
  const built = findBuiltFile(source, importer, TARGET, context.conditions);
  if (built.type === 'none') return found;
  if (built.type === 'missing') throw new NotBuiltError(source, TARGET, built.places);
  return nextResolve(asSpecifier(built.file, context), context);
};

/** Folder that is shipped, relative to each package; undefined: sources are measured. */
const TARGET = process.env.PERF_HARNESS_TARGET;

/** A source of which the build has made no file. */
class NotBuiltError extends Error {
  override readonly name = 'NotBuiltError';
  constructor(source: string, target: string, [place = target]: readonly string[]) {
    super(
      `${source} is to be measured as shipped (\`target: '${target}'\`), but ${place} does not exist. Build the project, or import the build output.`,
    );
  }
}

function find(
  importer: string,
  specifier: string,
  context: ResolveHookContext,
  nextResolve: Parameters<ResolveHookSync>[2],
): ReturnType<ResolveHookSync> {
  const isTypeScript = SOURCE_EXTENSIONS.includes(extname(importer));
  if (isTypeScript && isBare(specifier)) {
    const found = resolveAlias(specifier, importer, context.conditions);
    if (found !== null) return nextResolve(asSpecifier(found, context), context);
  }
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    if (!isTypeScript || !isNotFound(error)) throw error;
    const found = resolveProjectFile(dirname(importer), fromUrl(specifier), context.conditions);
    // The specifier may be an alias of an unreadable tsconfig, which is then the actual error.
    if (found === null) throw troubleOf(importer) ?? error;
    return nextResolve(asSpecifier(found, context), context);
  }
}

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
    findTsconfig(importer);
    return null;
  } catch (error) {
    return error;
  }
}
