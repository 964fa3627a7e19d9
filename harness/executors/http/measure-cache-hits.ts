import type { CacheCounters, HttpScenario } from '../../model/scenario/scenario.ts';
import {
  type CacheReading,
  computeHitRate,
  computeHitRateBetween,
  readCacheCounters,
  unavailableHitRate,
} from '../cache/read-cache-counters.ts';
import { type MetricResults, NO_METRICS } from '../probe/available-and-unavailable-metrics.ts';
import type { LoadResult } from './load-generator-messages.ts';

/** Ends a stretch of load and returns its cache hits, from the source that the scenario names. */
export type CacheHitMeasurement = (result: LoadResult) => Promise<MetricResults>;

/** Begins a stretch. Counters are requested before and after all readings of the server itself. */
export async function beginCacheHitMeasurement(
  { cache }: HttpScenario,
  requestUrl: string,
): Promise<CacheHitMeasurement> {
  if (cache === undefined) return async () => NO_METRICS;
  if (cache.type === 'header') return async (result) => rateByHeader(cache.name, result);
  const url = new URL(cache.url, requestUrl).href;
  const before = await fetchCacheCounters(url, cache);
  return async () => computeHitRateBetween(before, await fetchCacheCounters(url, cache));
}

/** A response without the header is not a hit; if no response has it, the header name is wrong. */
function rateByHeader(name: string, { cache }: LoadResult): MetricResults {
  const { responses, told, hits } = cache ?? { responses: 0, told: 0, hits: 0 };
  if (told === 0)
    return unavailableHitRate(`none of the ${responses} responses had the header ${name}`);
  return computeHitRate(hits, responses);
}

/** A server that takes longer to tell its counters is no longer waited for. */
const ANSWER_LIMIT_MS = 5_000;

/** Requests the cache counters of a server. Never throws. */
export async function fetchCacheCounters(url: string, paths: CacheCounters): Promise<CacheReading> {
  const { pathname } = new URL(url);
  const unknown = (reason: string): CacheReading => ({ type: 'unknown', reason });
  try {
    // Redirects may lead to another machine.
    const options = { redirect: 'error', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) } as const;
    const response = await fetch(url, options);
    const text = await response.text();
    if (!response.ok) return unknown(`${pathname} returned status ${response.status}`);
    return readCacheCounters(text, paths, `the response of ${pathname}`);
  } catch (error) {
    return unknown(`${pathname} did not respond: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
