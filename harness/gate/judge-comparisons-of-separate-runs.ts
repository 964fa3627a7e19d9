import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import { findMetric } from '../model/metric.ts';

/**
 * Difference between two sessions of the same code on one quiet machine, as a ratio.
 * Medians of identical code measured minutes apart differed by up to 7 % (docs/statistics.md); an
 * interval over the trials of one session does not cover that.
 */
export const SESSION_DIFFERENCE = 0.1;

/** The same on a busy machine: builds and tests on two cores made a function take 2.6 times as long. */
export const BUSY_SESSION_DIFFERENCE = 2;

/**
 * Returns one verdict over the gated comparisons of stored runs. A regression fails if it exceeds
 * the difference that two sessions may have, or if the metric is counted; a smaller regression of a
 * timed metric is inconclusive.
 * @param busy - Scenarios of which a side was measured while other processes used the machine.
 */
export function judgeStoredComparisons(
  gated: readonly Comparison[],
  busy: ReadonlySet<string>,
): ComparisonReport['verdict'] {
  if (gated.length === 0) return 'incomparable';
  if (gated.some(({ verdict }) => verdict === 'incomparable')) return 'incomparable';
  if (gated.some((comparison) => isCertainRegression(comparison, busy))) return 'fail';
  const isOpen = gated.some(({ verdict }) => verdict === 'inconclusive' || verdict === 'regressed');
  return isOpen ? 'inconclusive' : 'pass';
}

function isCertainRegression(comparison: Comparison, busy: ReadonlySet<string>): boolean {
  const { scenario, verdict, metric, confirmed, low, high } = comparison;
  if (verdict !== 'regressed') return false;
  if (confirmed || findMetric(metric)?.nature !== 'timed') return true;
  // Without a ratio the base was zero, and session differences cannot explain a change from zero.
  if (low === null || high === null) return true;
  const maxRatio = 1 + (busy.has(scenario) ? BUSY_SESSION_DIFFERENCE : SESSION_DIFFERENCE);
  return low > maxRatio || high < 1 / maxRatio;
}
