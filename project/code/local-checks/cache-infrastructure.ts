import type { CodeFacts } from '../../../harness/model/program/code-facts.ts';
import { LIBRARIES } from '../libraries.ts';

/** Something to cache with that a project has. */
export interface CacheInfrastructure {
  /** Name of the package, or of what is called: `ioredis`, `lru_cache`. */
  readonly name: string;
  /** Whether any code calls it. */
  readonly isUsed: boolean;
  /** Whether one of the given functions does. */
  readonly isOnPath: boolean;
}

const CACHE_DECORATOR = /(?:^|\.)(?:cached|lru_cache|cache|memoize)$/u;

/**
 * Caches that the manifest declares or the code calls, and whether the path that is looked at uses
 * them (H812-10).
 * @param dependencies names from the manifest
 * @param path indexes of the functions that the measured work runs through
 */
export function findCacheInfrastructure(
  { functions }: CodeFacts,
  dependencies: readonly string[],
  path: ReadonlySet<number>,
): readonly CacheInfrastructure[] {
  const declared = dependencies.filter((name) => LIBRARIES.get(name)?.type === 'Cache');
  const found = new Map(declared.map((name) => [name, { isUsed: false, isOnPath: false }]));
  for (const [index, { calls }] of functions.entries()) {
    for (const { type, source, callee } of calls) {
      if (type !== 'Cache' && !CACHE_DECORATOR.test(callee)) continue;
      const name = declared.find((one) => source === one || source?.startsWith(`${one}/`) === true);
      const key = name ?? source ?? callee;
      const isOnPath = path.has(index) || found.get(key)?.isOnPath === true;
      found.set(key, { isUsed: true, isOnPath });
    }
  }
  return [...found].map(([name, use]) => ({ name, ...use }));
}
