import type { ScenarioCalibration } from '../model/documents/calibration-document.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type { Refusal } from '../model/documents/gate-document.ts';
import { findMetric } from '../model/metric.ts';
import { limitKey } from './gate-evidence.ts';
import {
  countedNoise,
  refuseUndetectableLimit,
  timedNoise,
} from './refuse-limit-below-minimal-detectable-change.ts';
import { resolveMetricMargin } from './resolve-metric-margin.ts';
import { type GatedScenario, gatedMetrics } from './select-gated-metrics.ts';

/** Scenario with its noise calibration on this machine. */
export interface CalibratedScenario {
  readonly scenario: GatedScenario & { readonly name: string };
  readonly calibration: ScenarioCalibration | null;
}

/** Rules by which limits are compared with the noise. */
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
