import type { Refusal } from '../model/gate-document.ts';
import { normalQuantile } from '../stats/normal.ts';

/** A limit for the change of a metric, and what is known of the noise that it has to be seen in. */
export interface LimitInNoise {
  /** Allowed change, as a ratio. */
  readonly limit: number;
  /** Robust standard deviation of the log-ratio of a pair of the same code. */
  readonly spread: number;
  readonly source: Refusal['source'];
  /** Pairs that may be taken. */
  readonly mostPairs: number;
  /** What a pair takes; null: not known. */
  readonly secondsPerPair: number | null;
  /** Of the whole comparison. */
  readonly confidence: number;
  /** How often the pairs are looked at, which shares the error. */
  readonly looks: number;
}

/** Chance that a change as large as the floor is seen, and that no change at all is. */
const POWER = 0.8;
/** Variance of the Hodges-Lehmann estimate over that of the mean for normal noise: π/3. */
const VARIANCE_FACTOR = Math.PI / 3;
/** More pairs than these are no advice. */
const MOST_ADVISED = 10_000;

/**
 * Refuses a limit that lies below what the allowed pairs can show: code that has not changed would
 * hardly ever be shown to keep it. A margin of zero asks for no such proof and is never refused.
 */
export function refuseLimit(noise: LimitInNoise): Refusal | null {
  const { limit, spread, source, mostPairs, secondsPerPair } = noise;
  const floor = smallestChange(noise, mostPairs);
  if (limit <= 0 || spread <= 0 || limit >= floor) return null;
  const pairs = Math.ceil((distance(noise) / Math.log1p(limit)) ** 2);
  const isAdvice = pairs <= MOST_ADVISED;
  return {
    limit,
    floor,
    source,
    most_pairs: mostPairs,
    needed_pairs: isAdvice ? pairs : null,
    needed_seconds: isAdvice && secondsPerPair !== null ? pairs * secondsPerPair : null,
  };
}

/** Smallest change, as a ratio, that so many pairs can be expected to show. */
function smallestChange(noise: LimitInNoise, pairs: number): number {
  return Math.expm1(distance(noise) / Math.sqrt(pairs));
}

/**
 * Distance, as a log-ratio, that one pair could tell from none: the level of one look, one-sided,
 * and the power of showing both that it is no lower and that it is no higher.
 */
function distance({ spread, confidence, looks }: LimitInNoise): number {
  const level = normalQuantile(1 - (1 - confidence) / looks);
  return (level + normalQuantile((1 + POWER) / 2)) * spread * Math.sqrt(VARIANCE_FACTOR);
}
