import type { Refusal } from '../model/gate-document.ts';
import { minimalChange, pairsFor, type ShowingLevel } from '../stats/minimal-change.ts';

/** A limit for the change of a metric, and what is known of the noise that it has to be seen in. */
export interface LimitInNoise {
  /** Allowed change, as a ratio. */
  readonly limit: number;
  /** Standard deviation of the log-ratio of a pair of the same code; of timed metrics a robust one. */
  readonly spread: number;
  readonly source: Refusal['source'];
  /** Pairs that may be taken. */
  readonly mostPairs: number;
  /** What a pair takes; null: not known. */
  readonly secondsPerPair: number | null;
  /** One-sided level of a look, and the test that is made there. */
  readonly level: Pick<ShowingLevel, 'alpha' | 'mean'>;
}

/**
 * That a change is below an upper limit and that it is above a lower one are each shown with 90 %,
 * so that with 80 % both are.
 */
const POWER = 0.9;

/**
 * Refuses a limit that lies below what the allowed pairs can show: code that has not changed would
 * hardly ever be shown to keep it. A margin of zero asks for no such proof and is never refused.
 */
export function refuseLimit(noise: LimitInNoise): Refusal | null {
  const { limit, spread, source, mostPairs, secondsPerPair } = noise;
  const level = { ...noise.level, power: POWER };
  const floor = minimalChange(mostPairs, spread, level);
  if (limit <= 0 || floor === null || limit >= floor) return null;
  const advised = pairsFor(0, spread, limit, level);
  // Both numbers are read from drawn samples, so that close to the floor they may cross.
  const pairs = advised === null ? null : Math.max(mostPairs + 1, advised);
  return {
    limit,
    floor,
    source,
    most_pairs: mostPairs,
    needed_pairs: pairs,
    needed_seconds: pairs === null || secondsPerPair === null ? null : pairs * secondsPerPair,
  };
}
