import type { CacheCounters } from '../../model/scenario/scenario.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import {
  availableMetric,
  type MetricResults,
  unavailableMetric,
} from '../probe/available-and-unavailable-metrics.ts';

const METRIC = 'cache_hit_rate';

/** Hits and misses so far, or why they are not known. */
export type CacheReading =
  | { readonly type: 'counters'; readonly hits: number; readonly misses: number }
  | { readonly type: 'unknown'; readonly reason: string };

/** Reading of a cache before any lookup. */
export const NO_LOOKUPS: CacheReading = { type: 'counters', hits: 0, misses: 0 };

/** Computes the hit rate between two readings of monotonically increasing counters. */
export function computeHitRateBetween(before: CacheReading, after: CacheReading): MetricResults {
  if (before.type === 'unknown') return unavailableHitRate(before.reason);
  if (after.type === 'unknown') return unavailableHitRate(after.reason);
  const hits = after.hits - before.hits;
  const misses = after.misses - before.misses;
  if (hits < 0 || misses < 0) {
    return unavailableHitRate(
      'the cache counters decreased because the process that holds them was restarted',
    );
  }
  return hits + misses === 0
    ? unavailableHitRate('there were no cache lookups')
    : computeHitRate(hits, hits + misses);
}

/** @param lookups - More than 0. */
export function computeHitRate(hits: number, lookups: number): MetricResults {
  return availableMetric(METRIC, hits / lookups);
}

export function unavailableHitRate(reason: string): MetricResults {
  return unavailableMetric(METRIC, reason);
}

/**
 * Reads cache counters from JSON: one object, or one object a line; lines are summed, since several
 * processes may append to the file. @param where - Name of the text in reasons.
 */
export function readCacheCounters(text: string, paths: CacheCounters, where: string): CacheReading {
  const values = parseAll(text);
  if (values === null || values.length === 0) {
    return { type: 'unknown', reason: `${where} is not JSON: ${excerpt(text)}` };
  }
  let hits = 0;
  let misses = 0;
  for (const value of values) {
    const found = [numberAt(value, paths.hits), numberAt(value, paths.misses)] as const;
    const missing = found[0] === null ? paths.hits : paths.misses;
    if (found[0] === null || found[1] === null) {
      return { type: 'unknown', reason: `${where} has no number at ${missing}: ${excerpt(text)}` };
    }
    hits += found[0];
    misses += found[1];
  }
  return { type: 'counters', hits, misses };
}

function parseAll(text: string): readonly unknown[] | null {
  const whole = tryParseJson(text);
  if (whole !== undefined) return [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(tryParseJson);
  return values.includes(undefined) ? null : values;
}

/** Keys may themselves contain dots: the longest existing key wins. */
function numberAt(value: unknown, path: string): number | null {
  if (typeof value !== 'object' || value === null) return null;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end);
    if (!Object.hasOwn(value, key)) continue;
    const inner: unknown = Reflect.get(value, key);
    if (end < path.length) return numberAt(inner, path.slice(end + 1));
    return typeof inner === 'number' && Number.isFinite(inner) ? inner : null;
  }
  return null;
}

const LONGEST = 60;

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return 'it is empty';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
