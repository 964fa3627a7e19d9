import type { RunRecord } from '../model/documents/run-record.ts';
import type { Comparison } from '../model/documents/run-report-and-comparison-document.ts';

/** Takes the units of metrics from the runs, since only a script knows the units of its metrics. */
export function copyMetricUnitsFromRuns(
  comparisons: readonly Comparison[],
  runs: readonly RunRecord[],
): readonly Comparison[] {
  return comparisons.map((comparison) => {
    const run = runs.find(({ scenario }) => scenario === comparison.scenario);
    const unit = run?.metrics[comparison.metric]?.unit ?? comparison.unit;
    return unit === comparison.unit ? comparison : { ...comparison, unit };
  });
}
