import {
  findInputTraceContradictions,
  judgeScenarioSuite,
} from '../gate/decide/judge-scenario-suite.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { EXIT } from '../model/exit-code.ts';
import { findMetric } from '../model/metric.ts';
import { UserError } from '../model/user-error.ts';
import { copyMetricUnitsFromRuns } from './copy-metric-units-from-runs.ts';
import { restoreScenarioEvidence } from './restore-scenario-evidence-from-saved-comparison.ts';

/** Findings of deciding, by id: judged again, a comparison finds them anew or not at all. */
export const VERDICT_FINDINGS: ReadonlySet<string> = new Set([
  'change-drifts',
  'mode-shares-differ',
  'cost-beside-the-usual',
  'same-inputs-contradicted',
]);

/**
 * Judges a saved live comparison again from the raw values of its units alone. Pure: the same
 * record gives the same verdicts.
 * @throws UserError for a comparison of stored runs, which has no pairs, and for one with unknown
 * metrics.
 */
export function rejudgeComparisonFromTrials(saved: ComparisonReport): ComparisonReport {
  const { rules } = saved;
  if (rules === null) {
    throw new UserError({
      code: 'no-pairs',
      message: 'This comparison used stored runs, so it has no pairs to judge again.',
      remedy: 'Run a live comparison: perf-harness compare <git ref>',
      exitCode: EXIT.baseline,
    });
  }
  const unknownComparison = saved.comparisons.find(
    ({ metric }) => findMetric(metric) === undefined,
  );
  if (unknownComparison !== undefined) throw unknownMetric(unknownComparison.metric);
  // Includes the scenarios of verdicts, so that one with missing values is not overlooked.
  const rows = [...saved.runs, ...saved.comparisons];
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  const judged = judgeScenarioSuite(
    scenarios.map((scenario) => restoreScenarioEvidence(scenario, saved)),
    rules,
  );
  const others = saved.findings.filter(({ id }) => !VERDICT_FINDINGS.has(id));
  return {
    ...saved,
    comparisons: copyMetricUnitsFromRuns(judged.comparisons, saved.runs),
    findings: [
      ...others,
      ...judged.findings,
      ...findInputTraceContradictions(saved.inputs ?? [], judged.comparisons),
    ],
    verdict: judged.verdict,
  };
}

function unknownMetric(metric: string): UserError {
  return new UserError({
    code: 'unknown-metric',
    message: `This comparison includes "${metric}", a metric unknown to this version of perf-harness.`,
    remedy: 'Judge the comparison again with the version that created it.',
    exitCode: EXIT.baseline,
  });
}
