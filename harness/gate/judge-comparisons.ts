import type { Comparison, ComparisonReport } from '../model/document.ts';
import { METRICS } from '../model/metric.ts';

/**
 * How far two sessions on one machine may lie apart with the same code, as a ratio. Medians of
 * identical code measured minutes apart differed by up to 7 % (docs/statistics.md); an interval
 * over the trials of one session does not hold that.
 */
export const SESSION_DIFFERENCE = 0.1;

/**
 * One verdict over the gated comparisons of stored runs. A regression fails where it is larger than
 * what two sessions may differ by, or was counted; a smaller one of a timed metric is not known.
 */
export function judgeComparisons(gated: readonly Comparison[]): ComparisonReport['verdict'] {
  if (gated.length === 0) return 'incomparable';
  if (gated.some(({ verdict }) => verdict === 'incomparable')) return 'incomparable';
  if (gated.some(isCertainRegression)) return 'fail';
  const isOpen = gated.some(({ verdict }) => verdict === 'inconclusive' || verdict === 'regressed');
  return isOpen ? 'inconclusive' : 'pass';
}

function isCertainRegression({ verdict, metric, confirmed, low, high }: Comparison): boolean {
  if (verdict !== 'regressed') return false;
  if (confirmed || METRICS.get(metric)?.nature !== 'timed') return true;
  // Without a ratio the base was zero, and no difference between sessions makes something of that.
  if (low === null || high === null) return true;
  return low > 1 + SESSION_DIFFERENCE || high < 1 - SESSION_DIFFERENCE;
}
