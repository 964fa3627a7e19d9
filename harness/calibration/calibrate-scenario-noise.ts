import { reportCountedFamilySize } from '../gate/multiple-comparison-family-size.ts';
import { restoreScenarioEvidence } from '../live-comparison/restore-scenario-evidence-from-saved-comparison.ts';
import type { ScenarioCalibration } from '../model/documents/calibration-document.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { secondsPerPair } from '../model/median-seconds-per-trial-pair.ts';
import { createCalibrationKey } from '../model/noise-calibration-key.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { calibrateMetricNoise } from './calibrate-metric-noise.ts';

/** Calibrates one scenario of a comparison of identical code; null if the report lacks it. */
export function calibrateScenarioNoise(
  scenario: string,
  report: ComparisonReport,
  rules: ComparisonRules,
  seed: number,
): ScenarioCalibration | null {
  const run = report.runs.find((run) => run.scenario === scenario && run.side === 'b');
  if (run === undefined) return null;
  const { evidence, trouble } = restoreScenarioEvidence(scenario, report);
  const runs = report.runs.filter((run) => run.scenario === scenario);
  const secondsOf = (metric: string): number => secondsPerPair(runs, metric) ?? 0;
  const { environment } = run;
  const key = createCalibrationKey(runs);
  if (environment === null || key === null) return null;
  // Computed over the whole suite, since its comparisons share the error rate.
  const sharing = reportCountedFamilySize(report);
  return {
    scenario,
    kind: key.kind,
    calibratedAt: run.finishedAt ?? run.startedAt,
    machine: key.machine,
    node: environment.runtime.node,
    seed,
    seconds_per_pair: secondsOf('wall_time'),
    // Without any pair there is no metric either, so the default does not matter.
    plan: key.plan ?? 'back-to-back',
    metrics: evidence
      .filter(({ screen }) => screen.base.length > 0 && median(screen.base) > 0)
      .map((metricEvidence) =>
        calibrateMetricNoise(metricEvidence, rules, {
          secondsPerPair: secondsOf(metricEvidence.metric),
          seed,
          sharing,
        }),
      ),
    trouble,
  };
}
