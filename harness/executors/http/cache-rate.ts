import type { CacheCounters, HttpScenario } from '../../model/scenario/scenario.ts';
import {
  type CacheReading,
  hitRate,
  hitRateBetween,
  noHitRate,
  readCounters,
} from '../cache/read-counters.ts';
import { type Counted, NOTHING } from '../probe/counted.ts';
import type { LoadResult } from './load-messages.ts';

/** Ends a stretch of load and returns its cache hits, from the source that the scenario names. */
export type CacheStretch = (result: LoadResult) => Promise<Counted>;

/** Begins a stretch. Counters are requested before and after all readings of the server itself. */
export async function beginCacheStretch(
  { cache }: HttpScenario,
  requestUrl: string,
): Promise<CacheStretch> {
  if (cache === undefined) return async () => NOTHING;
  if (cache.type === 'header') return async (result) => rateByHeader(cache.name, result);
  const url = new URL(cache.url, requestUrl).href;
  const before = await askCounters(url, cache);
  return async () => hitRateBetween(before, await askCounters(url, cache));
}

/** A response without the header is no hit; where none has it, its name is not right. */
function rateByHeader(name: string, { cache }: LoadResult): Counted {
  const { responses, told, hits } = cache ?? { responses: 0, told: 0, hits: 0 };
  if (told === 0) return noHitRate(`none of ${responses} responses had the header ${name}`);
  return hitRate(hits, responses);
}

/** A server that takes longer to tell its counters is no longer waited for. */
const ANSWER_LIMIT_MS = 5_000;

/** Requests the cache counters of a server. Never throws. */
export async function askCounters(url: string, paths: CacheCounters): Promise<CacheReading> {
  const { pathname } = new URL(url);
  const unknown = (reason: string): CacheReading => ({ type: 'unknown', reason });
  try {
    // Redirects may lead away from this machine.
    const options = { redirect: 'error', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) } as const;
    const response = await fetch(url, options);
    const text = await response.text();
    if (!response.ok) return unknown(`${pathname} was answered with status ${response.status}`);
    return readCounters(text, paths, `the answer of ${pathname}`);
  } catch (error) {
    return unknown(`${pathname} was not answered: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
