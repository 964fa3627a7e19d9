import { isUnusableRecord } from '../model/documents/run-record.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { findMetric } from '../model/metric.ts';

interface GatedMetrics {
  readonly gated: Iterable<string>;
  /** True if no verdict is possible, or it needs no measurement. */
  readonly isUnjudged: boolean;
}

/**
 * Returns the number of gated counted comparisons of a suite that share the error rate, however many
 * are measured so far; at least 1. Scenarios that cannot be judged are left out everywhere, so that
 * planning, calibration and refusal use the same level as the verdicts.
 */
export function countedComparisonFamilySize(scenarios: readonly GatedMetrics[]): number {
  const names = scenarios.flatMap(({ gated, isUnjudged }) => (isUnjudged ? [] : [...gated]));
  return Math.max(1, names.filter((name) => findMetric(name)?.nature === 'counted').length);
}

export function reportCountedFamilySize({
  comparisons,
  runs,
}: Pick<ComparisonReport, 'comparisons' | 'runs'>): number {
  const unusable = new Set(runs.filter(isUnusableRecord).map(({ scenario }) => scenario));
  return countedComparisonFamilySize(
    comparisons.map(({ scenario, metric, gated, verdict }) => ({
      gated: gated ? [metric] : [],
      isUnjudged: unusable.has(scenario) || verdict === 'same inputs',
    })),
  );
}
