import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
import { signTest } from '../../stats/paired-bimodality-and-sign-test.ts';
import type { MetricJudgement } from './judge-metric-comparison.ts';

/** Failed units of each side, excluded together with their pairs. */
export interface UnitFailures {
  readonly base: number;
  readonly head: number;
}

/** Two-sided level: 1 comparison in 100 is needlessly inconclusive if units fail by chance. */
const FAILS_MORE_ALPHA = 0.01;

/**
 * Adjusts a verdict for failed units. A unit that is too slow also fails, so a side that fails more
 * often than by chance has lost its slowest units: it is worse than its numbers, by an unknown
 * amount. The comparison names that side, for readers of its interval rather than its verdict.
 */
export function applyUnequalUnitFailures(
  judgement: MetricJudgement,
  failures: UnitFailures | undefined,
): MetricJudgement {
  const { comparison } = judgement;
  const more = failures === undefined ? null : failsMore(failures);
  if (failures === undefined || more === null) return judgement;
  const known = { ...comparison, fails_more: more };
  const { verdict } = comparison;
  const isTold = verdict === 'incomparable' || verdict === AGAINST[more];
  if (isTold) return { ...judgement, comparison: known };
  const { base, head } = failures;
  const reason = `${base} trials of the base and ${head} of the head failed, and the results exclude the failed trials`;
  return {
    ...judgement,
    // More pairs would not recover the failed units.
    comparison: {
      ...known,
      verdict: 'inconclusive',
      confirmed: false,
      reason,
      needed_pairs: null,
    },
  };
}

/** Only verdict to hold if this side fails more often: worse even without the failed units. */
const AGAINST = { head: 'regressed', base: 'improved' } as const satisfies Record<
  'base' | 'head',
  Comparison['verdict']
>;

function failsMore({ base, head }: UnitFailures): 'base' | 'head' | null {
  if (signTest(base, head) > FAILS_MORE_ALPHA) return null;
  return head > base ? 'head' : 'base';
}
