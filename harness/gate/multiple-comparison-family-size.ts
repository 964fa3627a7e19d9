import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { isUnusableRecord } from '../model/is-unusable-run-record.ts';
import { findMetric } from '../model/metric.ts';

/** Gated metrics of one scenario. */
interface Gates {
  /** Names of metrics. */
  readonly gated: Iterable<string>;
  /** Set when no verdict is possible, or no measurement is needed for it. */
  readonly isUnjudged: boolean;
}

/**
 * Returns the number of gated counted comparisons of a whole suite that share the error level,
 * however many are measured so far; at least 1. Comparisons that no pair can decide are left out,
 * as they are when the suite is judged: planning, calibration and refusal use the level of the
 * verdicts.
 */
export function countedComparisonFamilySize(scenarios: readonly Gates[]): number {
  const names = scenarios.flatMap(({ gated, isUnjudged }) => (isUnjudged ? [] : [...gated]));
  return Math.max(1, names.filter((name) => findMetric(name)?.nature === 'counted').length);
}

/** Returns the number of gated counted comparisons in a finished comparison. */
export function reportCountedFamilySize({
  comparisons,
  runs,
}: Pick<ComparisonReport, 'comparisons' | 'runs'>): number {
  const spoiled = new Set(runs.filter(isUnusableRecord).map(({ scenario }) => scenario));
  return countedComparisonFamilySize(
    comparisons.map(({ scenario, metric, gated, verdict }) => ({
      gated: gated ? [metric] : [],
      isUnjudged: spoiled.has(scenario) || verdict === 'same inputs',
    })),
  );
}
