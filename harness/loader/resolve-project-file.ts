/** Finds the files of a project as its compiler and its bundler do. */
import { createRequire } from 'node:module';
import { dirname, isAbsolute } from 'node:path';
import type { ResolverFactory } from 'oxc-resolver';
import { findTsconfig } from './find-tsconfig.ts';

/** Resolves an alias of the importer's tsconfig; null where it is none, or no file exists there. */
export function resolveAlias(
  specifier: string,
  importer: string,
  conditions: readonly string[],
): string | null {
  for (const place of placesOf(specifier, importer)) {
    const found = isAbsolute(place) ? resolveProjectFile(dirname(place), place, conditions) : null;
    if (found !== null) return found;
  }
  return null;
}

function placesOf(specifier: string, importer: string): readonly string[] {
  try {
    return findTsconfig(importer)?.placesOf?.(specifier) ?? [];
  } catch {
    return [];
  }
}

/** Resolvers by conditions, since `import` and `require` may resolve to different files. */
const resolvers = new Map<string, ResolverFactory>();

/** Resolves a path or package name, its extension missing or different; null: no such file. */
export function resolveProjectFile(
  folder: string,
  request: string,
  conditions: readonly string[],
): string | null {
  return resolverFor(conditions).sync(folder, request).path ?? null;
}

function resolverFor(conditions: readonly string[]): ResolverFactory {
  const key = conditions.join();
  const resolver = resolvers.get(key) ?? createResolver(conditions);
  resolvers.set(key, resolver);
  return resolver;
}

function createResolver(conditions: readonly string[]): ResolverFactory {
  const library = createRequire(import.meta.url)('oxc-resolver') as typeof import('oxc-resolver');
  return new library.ResolverFactory({
    conditionNames: [...conditions],
    extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.node'],
    extensionAlias: {
      '.js': ['.ts', '.tsx', '.js', '.jsx'],
      '.jsx': ['.tsx', '.jsx'],
      '.mjs': ['.mts', '.mjs'],
      '.cjs': ['.cts', '.cjs'],
    },
  });
}

/** Returns the file with an import's types: a source, or a declaration next to compiled code. */
export function findTypeDeclaration(importer: string, specifier: string): string | null {
  const found = resolveAlias(specifier, importer, TYPES);
  if (found !== null) return found;
  return resolverFor(TYPES).resolveDtsSync(importer, specifier).path ?? null;
}

const TYPES: readonly string[] = ['types', 'import', 'node'];
