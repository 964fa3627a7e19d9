import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import { signTest } from '../../stats/paired-bimodality-and-sign-test.ts';
import type { MetricJudgement } from './judge-metric-comparison.ts';

/** Failed units of each side, excluded together with their pairs. */
export interface UnitFailures {
  readonly base: number;
  readonly head: number;
}

/** Two-sided level: 1 comparison in 100 is needlessly inconclusive if units fail by chance. */
const UNEQUAL_FAILURES_ALPHA = 0.01;

/**
 * Makes a verdict inconclusive if one side fails significantly more often. A unit that is too slow
 * also fails, so that side has lost its slowest units: it is worse than its numbers by an unknown
 * amount. The comparison names that side, since its interval is biased too.
 */
export function applyUnequalUnitFailures(
  judgement: MetricJudgement,
  failures: UnitFailures | undefined,
): MetricJudgement {
  const { comparison } = judgement;
  const failingSide = failures === undefined ? null : findSideFailingMore(failures);
  if (failures === undefined || failingSide === null) return judgement;
  const marked = { ...comparison, fails_more: failingSide };
  const { verdict } = comparison;
  const isUnaffected = verdict === 'incomparable' || verdict === VERDICT_AGAINST[failingSide];
  if (isUnaffected) return { ...judgement, comparison: marked };
  const { base, head } = failures;
  const reason = `${base} trials of the base and ${head} of the head failed, and the results exclude the failed trials`;
  return {
    ...judgement,
    // More pairs would not recover the failed units.
    comparison: {
      ...marked,
      verdict: 'inconclusive',
      confirmed: false,
      reason,
      needed_pairs: null,
    },
  };
}

/** Verdict that remains valid although this side has lost its slowest units. */
const VERDICT_AGAINST = { head: 'regressed', base: 'improved' } as const satisfies Record<
  'base' | 'head',
  Comparison['verdict']
>;

function findSideFailingMore({ base, head }: UnitFailures): 'base' | 'head' | null {
  if (signTest(base, head) > UNEQUAL_FAILURES_ALPHA) return null;
  return head > base ? 'head' : 'base';
}
