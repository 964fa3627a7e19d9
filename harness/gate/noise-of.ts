import type { ComparisonRules } from '../model/document.ts';
import { countedLevel, countedLooks } from './decide/counted-look.ts';
import type { PooledSpread } from './decide/metric-evidence.ts';
import { lookAlpha } from './decide/screen-state.ts';
import type { LimitInNoise } from './refuse-limit.ts';

type Noise = Pick<LimitInNoise, 'spread' | 'mostPairs' | 'level'>;

/** What the pairs of a timed metric can show at the most. */
export function timedNoise(spread: number, rules: ComparisonRules): Noise {
  const level = { alpha: lookAlpha(rules) };
  return { spread, mostPairs: Math.max(...rules.screen_looks), level };
}

/** The same of a counted metric, of which `sharing` are gated; pooled: known from calibration. */
export function countedNoise(
  pooledSpread: PooledSpread,
  rules: ComparisonRules,
  sharing: number,
): Noise {
  const mostPairs = Math.max(...countedLooks({ pooledSpread }, rules));
  const { alpha, mean } = countedLevel(pooledSpread, rules, { sharing, power: 0 });
  return { spread: pooledSpread.sd, mostPairs, level: { alpha, ...(mean && { mean }) } };
}
