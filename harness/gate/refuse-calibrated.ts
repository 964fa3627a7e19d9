import type { ScenarioCalibration } from '../model/calibration.ts';
import type { ComparisonRules } from '../model/document.ts';
import type { Refusal } from '../model/gate-document.ts';
import { findMetric } from '../model/metric.ts';
import { lookAlpha } from './decide/screen-state.ts';
import { limitKey } from './gate-evidence.ts';
import { gatedMetrics, type Judged } from './gated-metrics.ts';
import { marginFor } from './margin-for.ts';
import { refuseLimit } from './refuse-limit.ts';

/** A scenario, and what is known of its noise on this machine. */
export interface CalibratedScenario {
  readonly scenario: Judged & { readonly name: string };
  readonly calibration: ScenarioCalibration | null;
}

/** The limits that calibration has shown to be below what this machine can tell, by `limitKey`. */
export function refuseCalibrated(
  scenarios: readonly CalibratedScenario[],
  rules: ComparisonRules,
  margin: number | null,
): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  for (const { scenario, calibration } of scenarios) {
    for (const name of gatedMetrics(scenario)) {
      const known = calibration?.metrics.find(({ metric }) => metric === name);
      const metric = findMetric(name);
      if (calibration === null || known === undefined || metric?.nature !== 'timed') continue;
      const refusal = refuseLimit({
        limit: margin ?? marginFor(metric, scenario),
        spread: known.spread,
        source: 'calibration',
        mostPairs: Math.max(...rules.screen_looks),
        secondsPerPair: calibration.seconds_per_pair,
        alpha: lookAlpha(rules),
      });
      const key = limitKey({ scenario: scenario.name, metric: name });
      if (refusal !== null) refused.set(key, refusal);
    }
  }
  return refused;
}
