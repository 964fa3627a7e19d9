import type { CacheCounters } from '../../model/scenario/scenario.ts';
import type { CacheReading } from './hit-rate.ts';
import { readCounters } from './read-counters.ts';

/** A server that takes longer to tell its counters is no longer waited for. */
const ANSWER_LIMIT_MS = 5_000;

/** Asks a server for the counters of its cache. Never throws. */
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
