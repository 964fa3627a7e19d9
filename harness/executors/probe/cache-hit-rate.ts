import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { CacheCounters } from '../../model/scenario/scenario.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import type { ProgramObserver } from './program-observers.ts';

/** Environment variable that passes the path of the counter file to the command. */
const VARIABLE = 'PERF_HARNESS_COUNTERS';

/** Hits and misses so far, or why they are not known. */
export type CacheReading = { readonly hits: number; readonly misses: number } | string;

type HitRate = number | string;

/**
 * Opens the file to which a command writes its cache counters. @param folder - An empty folder that
 * belongs to the unit.
 */
export function openCacheCounterFile(
  files: Pick<Files, 'read' | 'remove'>,
  folder: string,
  counters: CacheCounters | undefined,
): ProgramObserver {
  if (counters === undefined) return { env: {}, begin: () => () => ({}) };
  const file = join(folder, 'counters.json');
  const readRate = (): HitRate => {
    const text = files.read(file);
    if (text === null) return `the command did not write the ${VARIABLE} file`;
    const reading = readCacheCounters(text, counters, `the ${VARIABLE} file`);
    return computeHitRate({ hits: 0, misses: 0 }, reading);
  };
  return {
    env: { [VARIABLE]: file },
    begin: () => {
      files.remove(file);
      return () => ({ cache_hit_rate: readRate() });
    },
  };
}

/** A server that takes longer to report its counters is no longer waited for. */
const ANSWER_LIMIT_MS = 5_000;

/** Requests the cache counters of a server. Never throws. */
export async function fetchCacheCounters(url: string, paths: CacheCounters): Promise<CacheReading> {
  const { pathname } = new URL(url);
  try {
    // Redirects may lead to another machine.
    const options = { redirect: 'error', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) } as const;
    const response = await fetch(url, options);
    const text = await response.text();
    if (!response.ok) return `${pathname} returned status ${response.status}`;
    return readCacheCounters(text, paths, `the response of ${pathname}`);
  } catch (error) {
    // A failed `fetch` has the reason as its cause.
    const { message, cause } = error as Error;
    return `${pathname} did not respond: ${cause instanceof Error ? cause.message : message}`;
  }
}

/** Computes the hit rate between two readings of monotonically increasing counters. */
export function computeHitRate(before: CacheReading, after: CacheReading): HitRate {
  if (typeof before === 'string') return before;
  if (typeof after === 'string') return after;
  const hits = after.hits - before.hits;
  const misses = after.misses - before.misses;
  if (hits < 0 || misses < 0) {
    return 'the cache counters decreased because the process that holds them was restarted';
  }
  return hits + misses === 0 ? 'there were no cache lookups' : hits / (hits + misses);
}

/**
 * Reads cache counters from JSON: one object, or one object a line; lines are summed, since several
 * processes may append to the file. @param where - Name of the text in reasons.
 */
export function readCacheCounters(text: string, paths: CacheCounters, where: string): CacheReading {
  const values = parseAll(text);
  if (values === null || values.length === 0) {
    return `${where} is not JSON: ${excerpt(text)}`;
  }
  let hits = 0;
  let misses = 0;
  for (const value of values) {
    const found = [numberAt(value, paths.hits), numberAt(value, paths.misses)] as const;
    const missing = found[0] === null ? paths.hits : paths.misses;
    if (found[0] === null || found[1] === null) {
      return `${where} has no number at ${missing}: ${excerpt(text)}`;
    }
    hits += found[0];
    misses += found[1];
  }
  return { hits, misses };
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
