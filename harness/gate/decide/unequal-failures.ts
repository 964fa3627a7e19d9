import type { Comparison } from '../../model/documents/comparison-document.ts';
import { signTest } from '../../stats/paired-modes.ts';
import type { MetricJudgement } from './judge-metric.ts';

/** Units of each side that failed, and were left out with their pairs. */
export interface UnitFailures {
  readonly base: number;
  readonly head: number;
}

/** Two-sided; one comparison in a hundred is undecided for nothing where units fail by chance. */
const FAILS_MORE_ALPHA = 0.01;

/**
 * The verdict as it may be said where units failed. A unit that is too slow fails too, so the side that
 * fails more often than chance has lost its slowest: it is worse than its numbers, by nobody knows how
 * much. The comparison says which side that is, for whoever looks at its interval rather than its verdict.
 */
export function applyUnequalFailures(
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
  const reason = `${base} units of the base and ${head} of the head failed, and what failed is not in its numbers`;
  return {
    ...judgement,
    // No number of pairs would bring back what failed.
    comparison: {
      ...known,
      verdict: 'inconclusive',
      confirmed: false,
      reason,
      needed_pairs: null,
    },
  };
}

/** The one verdict that stands where a side fails more often: it is the worse even so. */
const AGAINST = { head: 'regressed', base: 'improved' } as const satisfies Record<
  'base' | 'head',
  Comparison['verdict']
>;

function failsMore({ base, head }: UnitFailures): 'base' | 'head' | null {
  if (signTest(base, head) > FAILS_MORE_ALPHA) return null;
  return head > base ? 'head' : 'base';
}
