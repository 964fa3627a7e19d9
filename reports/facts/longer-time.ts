import { MOST_PAIRS } from '../../harness/model/scenario/limit-words.ts';
import { LONGEST_MS } from '../../harness/model/scenario/quantity.ts';
import type { ComparisonFact } from './comparison/comparison-fact.ts';

const MINUTE_MS = 60_000;
/** What took its time and came to nothing gets at the least so much, or so often what it had. */
const LONGER = { leastMs: 20 * MINUTE_MS, factor: 4 } as const;
/** A pair in the middle is not the longest, and there is time between them. */
const ROOM = 1.5;

/** A comparison that is not decided, and how long one of its pairs takes. */
export type OpenComparison = Pick<ComparisonFact, 'comparison' | 'pairMs'>;

/**
 * The time to give to what time has ended, in whole minutes; for a comparison so much that the pairs
 * which would decide it have room.
 * @param hadMs - null: what it has by itself, which is less.
 */
export function longerMs(hadMs: number | null, open: OpenComparison | null = null): number {
  const pairs = Math.min(open?.comparison.needed_pairs ?? 0, MOST_PAIRS);
  const neededMs = pairs * (open?.pairMs ?? 0) * ROOM;
  const wantedMs = Math.max(LONGER.leastMs, LONGER.factor * (hadMs ?? 0), neededMs);
  return Math.min(LONGEST_MS, Math.ceil(wantedMs / MINUTE_MS) * MINUTE_MS);
}
