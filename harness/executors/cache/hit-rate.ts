import { type Counted, none, one } from '../probe/counted.ts';

const METRIC = 'cache_hit_rate';

/** Hits and misses so far, or why they are not known. */
export type CacheReading =
  | { readonly type: 'counters'; readonly hits: number; readonly misses: number }
  | { readonly type: 'unknown'; readonly reason: string };

/** Before anything was looked up. */
export const NO_LOOKUPS: CacheReading = { type: 'counters', hits: 0, misses: 0 };

/** The share of look-ups that hit between two readings of counters that only grow. */
export function hitRateBetween(before: CacheReading, after: CacheReading): Counted {
  if (before.type === 'unknown') return noHitRate(before.reason);
  if (after.type === 'unknown') return noHitRate(after.reason);
  const hits = after.hits - before.hits;
  const misses = after.misses - before.misses;
  if (hits < 0 || misses < 0) {
    return noHitRate('the counters of the cache fell: what keeps them began anew');
  }
  return hits + misses === 0
    ? noHitRate('nothing was looked up in the cache')
    : hitRate(hits, hits + misses);
}

/** @param lookups - More than 0. */
export function hitRate(hits: number, lookups: number): Counted {
  return one(METRIC, hits / lookups);
}

export function noHitRate(reason: string): Counted {
  return none(METRIC, reason);
}
