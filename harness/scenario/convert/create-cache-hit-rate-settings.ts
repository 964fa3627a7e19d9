import type { CacheCounters, ServerCache } from '../../model/scenario/scenario.ts';
import type {
  ReadCommand,
  ReadDefinition,
  ReadHttp,
} from '../schema/scenario-definition-schema.ts';
import type { PlaceholderFiller } from './fill-param-placeholders.ts';

/** Metric that the key `cache` enables, and that cannot be measured without it. */
export const CACHE_METRIC = 'cache_hit_rate';

const DEFAULT_HIT = 'HIT';

/** True if a definition has a source for its cache hit rate. */
export function hasCache(read: ReadDefinition): boolean {
  return 'cache' in read && read.cache !== undefined;
}

/** Reason why the requested metric cannot be measured. */
export const NO_CACHE =
  'cache_hit_rate is requested, but no source of cache hits is configured; set a header or counters';

export function createCommandCache(
  { cache }: ReadCommand,
  fill: PlaceholderFiller,
): CacheCounters | undefined {
  if (cache === undefined) return undefined;
  return fillPaths(cache.counters, fill);
}

/** @param checkUrl - Reports problems in the address of counters. */
export function createServerCache(
  { cache }: ReadHttp,
  fill: PlaceholderFiller,
  checkUrl: (url: string, path: string) => void,
): ServerCache | undefined {
  if (cache?.header !== undefined) {
    const hit = fill.text(cache.hit ?? DEFAULT_HIT, 'cache.hit');
    return { type: 'header', name: cache.header, hit };
  }
  if (cache?.counters === undefined) return undefined;
  const url = fill.text(cache.counters.url, 'cache.counters.url');
  checkUrl(url, 'cache.counters.url');
  return { type: 'counters', url, ...fillPaths(cache.counters, fill) };
}

function fillPaths({ hits, misses }: CacheCounters, fill: PlaceholderFiller): CacheCounters {
  return {
    hits: fill.text(hits, 'cache.counters.hits'),
    misses: fill.text(misses, 'cache.counters.misses'),
  };
}
