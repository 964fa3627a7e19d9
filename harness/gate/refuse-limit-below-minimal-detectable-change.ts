import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type { Refusal } from '../model/documents/gate-document.ts';
import {
  type DetectionLevel,
  minimalDetectableChange,
  pairsToDetect,
} from '../stats/minimal-detectable-change.ts';
import {
  countedAnalysisAlpha,
  countedAnalysisSchedule,
  isCalibratedSpread,
} from './decide/analyze-counted-metric.ts';
import { analysisAlpha } from './decide/evaluate-metric-screening.ts';
import type { PooledSpread } from './decide/paired-metric-evidence.ts';

type Noise = Pick<LimitNoise, 'spread' | 'mostPairs' | 'level'>;

/** Returns the noise of a timed metric with the most pairs it may take. */
export function timedNoise(spread: number, rules: ComparisonRules): Noise {
  const level = { alpha: analysisAlpha(rules) };
  return { spread, mostPairs: Math.max(...rules.screen_looks), level };
}

/** Rules by which the pairs of a counted metric are judged. */
interface Counted {
  /** Known from calibration. */
  readonly pooledSpread: PooledSpread | undefined;
  readonly rules: ComparisonRules;
  /** Number of gated counted comparisons that share the error level. */
  readonly sharing: number;
}

/**
 * Returns the noise of a counted metric with the most pairs it may take, by the calibrated schedule
 * of interim analyses even where another spread is used.
 */
export function countedNoise(spread: number, { pooledSpread, rules, sharing }: Counted): Noise {
  const evidence = pooledSpread === undefined ? {} : { pooledSpread };
  const isKnown = isCalibratedSpread(pooledSpread) && pooledSpread.sd === spread;
  const degreesOfFreedom = isKnown ? pooledSpread.degreesOfFreedom : null;
  return {
    spread,
    mostPairs: Math.max(...countedAnalysisSchedule(evidence, rules)),
    level: { alpha: countedAnalysisAlpha(evidence, rules, sharing), mean: { degreesOfFreedom } },
  };
}

/** Limit for the change of a metric, and the noise in which it must be detected. */
export interface LimitNoise {
  /** Allowed change, as a ratio. */
  readonly limit: number;
  /** Standard deviation of log-ratios of pairs of the same code; robust estimate if timed. */
  readonly spread: number;
  readonly source: Refusal['source'];
  /** Maximum number of pairs. */
  readonly mostPairs: number;
  /** Seconds that a pair takes; null where not known. */
  readonly secondsPerPair: number | null;
  /** One-sided level of an interim analysis, and the test used there. */
  readonly level: Pick<DetectionLevel, 'alpha' | 'mean'>;
}

/** Probability of showing unchanged code within a limit: below its upper, above its lower end. */
const POWER = 0.8;
/** Power for each end, so that both hold together with `POWER`. */
const POWER_OF_EACH = (1 + POWER) / 2;

/** Refuses a limit below what allowed pairs can show; never a zero margin, needing no proof. */
export function refuseUndetectableLimit(noise: LimitNoise): Refusal | null {
  const { limit, spread, source, mostPairs, secondsPerPair } = noise;
  const floor = minimalDetectableChange(mostPairs, spread, {
    ...noise.level,
    power: POWER_OF_EACH,
  });
  if (limit <= 0 || floor === null || limit >= floor) return null;
  const advised = pairsToDetect(0, spread, limit, { ...noise.level, power: POWER });
  // Both numbers come from simulated samples, so they may cross close to the floor.
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
