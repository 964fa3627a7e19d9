import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { countedAlpha, countedLooks, isCalibrated } from './decide/counted-look.ts';
import type { PooledSpread } from './decide/metric-evidence.ts';
import { lookAlpha } from './decide/screen-state.ts';
import type { LimitInNoise } from './refuse-limit.ts';

type Noise = Pick<LimitInNoise, 'spread' | 'mostPairs' | 'level'>;

/** What the pairs of a timed metric can show at the most. */
export function timedNoise(spread: number, rules: ComparisonRules): Noise {
  const level = { alpha: lookAlpha(rules) };
  return { spread, mostPairs: Math.max(...rules.screen_looks), level };
}

/** How the pairs of a counted metric are judged. */
interface Counted {
  /** Known from calibration. */
  readonly pooledSpread: PooledSpread | undefined;
  readonly rules: ComparisonRules;
  /** How many are gated. */
  readonly sharing: number;
}

/**
 * The same of a counted metric. The looks are those of what is calibrated, also where another spread than that is
 * believed: one of the pairs themselves, which more of them know better.
 */
export function countedNoise(spread: number, { pooledSpread, rules, sharing }: Counted): Noise {
  const evidence = pooledSpread === undefined ? {} : { pooledSpread };
  const isKnown = isCalibrated(pooledSpread) && pooledSpread.sd === spread;
  const degreesOfFreedom = isKnown ? pooledSpread.degreesOfFreedom : null;
  return {
    spread,
    mostPairs: Math.max(...countedLooks(evidence, rules)),
    level: { alpha: countedAlpha(evidence, rules, sharing), mean: { degreesOfFreedom } },
  };
}
