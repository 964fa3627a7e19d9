import type { ScenarioCalibration } from '../model/documents/calibration-document.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type { Refusal } from '../model/documents/gate-document.ts';
import { findMetric } from '../model/metric.ts';
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
import { limitKey } from './gate-evidence.ts';
import { type GatedScenario, gatedMetrics, resolveMetricMargin } from './select-gated-metrics.ts';

type Noise = Pick<LimitNoise, 'spread' | 'maxPairs' | 'level'>;

/** Returns the noise of a timed metric, and how many pairs may be measured. */
export function timedNoise(spread: number, rules: ComparisonRules): Noise {
  const level = { alpha: analysisAlpha(rules) };
  return { spread, maxPairs: Math.max(...rules.screen_looks), level };
}

interface CountedMetricRules {
  /** Calibrated spread. */
  readonly pooledSpread: PooledSpread | undefined;
  readonly rules: ComparisonRules;
  /** Number of gated counted comparisons that share the error level. */
  readonly sharing: number;
}

/**
 * Returns the noise of a counted metric, and how many pairs may be measured: by the schedule of the
 * calibration, even if another spread is used.
 */
export function countedNoise(
  spread: number,
  { pooledSpread, rules, sharing }: CountedMetricRules,
): Noise {
  const evidence = pooledSpread === undefined ? {} : { pooledSpread };
  const isCalibrated = isCalibratedSpread(pooledSpread) && pooledSpread.sd === spread;
  const degreesOfFreedom = isCalibrated ? pooledSpread.degreesOfFreedom : null;
  return {
    spread,
    maxPairs: Math.max(...countedAnalysisSchedule(evidence, rules)),
    level: { alpha: countedAnalysisAlpha(evidence, rules, sharing), mean: { degreesOfFreedom } },
  };
}

/** Limit for the change of a metric, and the noise in which such a change must be detected. */
export interface LimitNoise {
  /** Allowed change, as a ratio. */
  readonly limit: number;
  /** Standard deviation of log-ratios of pairs of the same code; robust estimate if timed. */
  readonly spread: number;
  readonly source: Refusal['source'];
  readonly maxPairs: number;
  /** Seconds that a pair takes; null where not known. */
  readonly secondsPerPair: number | null;
  /** One-sided level of an interim analysis, and the test used there. */
  readonly level: Pick<DetectionLevel, 'alpha' | 'mean'>;
}

/** Power to show that unchanged code is within a limit: below its upper and above its lower end. */
const POWER = 0.8;
/** Power for each end, so that both together have `POWER`. */
const POWER_PER_END = (1 + POWER) / 2;

/** Refuses a limit below what the allowed pairs can detect; never 0, which needs no proof. */
export function refuseUndetectableLimit(noise: LimitNoise): Refusal | null {
  const { limit, spread, source, maxPairs, secondsPerPair } = noise;
  const floor = minimalDetectableChange(maxPairs, spread, {
    ...noise.level,
    power: POWER_PER_END,
  });
  if (limit <= 0 || floor === null || limit >= floor) return null;
  const advised = pairsToDetect(0, spread, limit, { ...noise.level, power: POWER });
  // Both numbers come from simulated samples, so they may cross close to the floor.
  const pairs = advised === null ? null : Math.max(maxPairs + 1, advised);
  return {
    limit,
    floor,
    source,
    most_pairs: maxPairs,
    needed_pairs: pairs,
    needed_seconds: pairs === null || secondsPerPair === null ? null : pairs * secondsPerPair,
  };
}

export interface CalibratedScenario {
  readonly scenario: GatedScenario & { readonly name: string };
  readonly calibration: ScenarioCalibration | null;
}

interface JudgementRules {
  readonly rules: ComparisonRules;
  /** Overrides the margins of all scenarios; null: their own margins apply. */
  readonly margin: number | null;
  /** Number of gated counted comparisons that share the error rate. */
  readonly sharing: number;
}

/** Returns limits below this machine's calibrated detectable change, by `limitKey`. */
export function refuseLimitsBelowNoise(
  scenarios: readonly CalibratedScenario[],
  { rules, margin, sharing }: JudgementRules,
): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  for (const { scenario, calibration } of scenarios) {
    for (const name of gatedMetrics(scenario)) {
      const known = calibration?.metrics.find(({ metric }) => metric === name);
      const metric = findMetric(name);
      if (calibration === null || known === undefined || metric === undefined) continue;
      if (metric.nature === 'exact' || known.ratio === null) continue;
      const refusal = refuseUndetectableLimit({
        limit: margin ?? resolveMetricMargin(metric, scenario),
        source: 'calibration',
        secondsPerPair: known.seconds_per_pair,
        ...(metric.nature === 'counted'
          ? countedNoise(known.deviation, {
              pooledSpread: { sd: known.deviation, degreesOfFreedom: known.pairs - 1 },
              rules,
              sharing,
            })
          : timedNoise(known.spread, rules)),
      });
      const key = limitKey({ scenario: scenario.name, metric: name });
      if (refusal !== null) refused.set(key, refusal);
    }
  }
  return refused;
}
