import type { HttpScenario } from '../../model/scenario/scenario.ts';
import { askCounters } from '../cache/counter-endpoint.ts';
import { hitRate, hitRateBetween, noHitRate } from '../cache/hit-rate.ts';
import { type Counted, NOTHING } from '../probe/counted.ts';
import type { LoadResult } from './load-messages.ts';

/** A stretch of load whose cache hits are told by what the scenario names. */
export type CacheStretch = (result: LoadResult) => Promise<Counted>;

/** Begins a stretch. Counters are asked for around all that is counted of the server itself. */
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
