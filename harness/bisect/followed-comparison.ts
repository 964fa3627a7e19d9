import { assertNever } from '../model/assert-never.ts';
import type { BisectReport } from '../model/documents/bisect-document.ts';
import type { Comparison, ComparisonReport } from '../model/documents/document.ts';
import { UserError } from '../model/user-error.ts';

/**
 * The metric that is bisected: the one asked for, else the first gated one that is confirmed to be
 * worse, else better, else the first gated one at all, which then says why there is nothing to find.
 * @throws UserError where the metric asked for is not measured.
 */
export function followedComparison(report: ComparisonReport, metric: string | null): Comparison {
  const gated = report.comparisons.filter((one) => one.gated);
  if (metric !== null) {
    const asked = gated.find((one) => one.metric === metric);
    if (asked !== undefined) return asked;
    const names = report.comparisons.map((one) => one.metric).join(', ');
    throw new UserError({
      code: 'metric-not-measured',
      message: `"${metric}" is no metric of this scenario; it has ${names || 'none'}.`,
      remedy: 'Name one of these with --metric, or leave it out.',
    });
  }
  const confirmed = gated.filter((one) => one.confirmed);
  const followed =
    confirmed.find(({ verdict }) => verdict === 'regressed') ??
    confirmed.find(({ verdict }) => verdict === 'improved') ??
    gated[0];
  if (followed === undefined) throw new TypeError('a comparison without a gated metric');
  return followed;
}

/** Why there is nothing to find. */
export function endsOutcome({ verdict }: Comparison): BisectReport['outcome'] {
  switch (verdict) {
    case 'unchanged':
    case 'same inputs':
      return 'ends-alike';
    case 'incomparable':
      return 'ends-incomparable';
    case 'inconclusive':
    case 'improved':
    case 'regressed':
      return 'ends-undecided';
    default:
      return assertNever(verdict);
  }
}
