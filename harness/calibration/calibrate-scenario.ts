import { scenarioEvidence } from '../live/scenario-evidence.ts';
import type { ScenarioCalibration } from '../model/calibration.ts';
import type { ComparisonReport, ComparisonRules } from '../model/document.ts';
import { median } from '../stats/quantile.ts';
import { calibrateMetric } from './calibrate-metric.ts';

/** What a comparison of identical code says about one of its scenarios; null: it is not in it. */
export function calibrateScenario(
  scenario: string,
  report: ComparisonReport,
  rules: ComparisonRules,
  seed: number,
): ScenarioCalibration | null {
  const run = report.runs.find((one) => one.scenario === scenario && one.side === 'b');
  if (run === undefined) return null;
  const { evidence, trouble } = scenarioEvidence(scenario, report);
  const pairs = run.trials.filter(({ warmup }) => !warmup).length;
  const measureMs = run.timings.measure ?? 0;
  // The warm-up pair took its share.
  const secondsPerPair = pairs === 0 ? 0 : measureMs / 1_000 / (pairs + 1);
  const { environment } = run;
  if (environment === null) return null;
  return {
    scenario,
    kind: run.kind,
    calibratedAt: run.finishedAt ?? run.startedAt,
    machine: environment.machine.id,
    node: environment.runtime.node,
    seed,
    seconds_per_pair: secondsPerPair,
    plan: report.plan ?? 'back-to-back',
    metrics: evidence
      .filter(({ screen }) => screen.base.length > 0 && median(screen.base) > 0)
      .map((one) => calibrateMetric(one, rules, { secondsPerPair, seed })),
    trouble,
  };
}
