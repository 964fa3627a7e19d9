import { counters } from './metrics.js';

/** Creates a cache with a time to live. */
export function createCache(ttlMs) {
  const kept = new Map();
  return {
    get(key) {
      const found = kept.get(key);
      counters.cache_requests_total += 1;
      if (found === undefined || found.until < Date.now()) return undefined;
      counters.cache_hits_total += 1;
      return found.value;
    },
    set(key, value) {
      kept.set(key, { value, until: Date.now() + ttlMs });
    },
  };
}
