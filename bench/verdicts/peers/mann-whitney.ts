/**
 * Mann-Whitney test over the blocks of one process per side, with each block treated as an
 * independent observation, as in scripts that feed a benchmark's samples to a rank test.
 */
import { wilcoxonRankSum } from 'simple-statistics';
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { normalCdf } from '../../../harness/stats/normal-distribution.ts';
import { rankSumDistribution } from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';
import type { DecisionRule, RuleVerdict } from './decision-rule.ts';

const SIGNIFICANCE = 0.05;
/** Above this: normal approximation, as in github.com/aclements/go-moremath, stats/utest.go. */
const EXACT_UP_TO = 50;

/**
 * Two-sided p-value: exact for up to 50 values a side without ties, else by the normal distribution
 * with the corrections for ties and for continuity (Hollander, Wolfe, Chicken, 3rd ed., 4.1).
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const u = wilcoxonRankSum(a, b) - (n * (n + 1)) / 2;
  const ties = tieSizes([...a, ...b]);
  if (n <= EXACT_UP_TO && m <= EXACT_UP_TO && ties.length === 0) {
    const tail = rankSumDistribution(n, m)[Math.min(u, n * m - u)] ?? 1;
    return Math.min(1, 2 * tail);
  }
  const all = n + m;
  const tied = ties.reduce((sum, size) => sum + size ** 3 - size, 0);
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - tied / (all * (all - 1))));
  if (deviation === 0) return 1;
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  return 2 * normalCdf(-distance / deviation);
}

/** A difference that the test finds, with the side of the medians. */
export function mannWhitneyCall(a: readonly number[], b: readonly number[]): RuleVerdict {
  if (mannWhitneyP(a, b) > SIGNIFICANCE) return 'none';
  const [before, after] = [median(a), median(b)];
  if (before === after) return 'none';
  return after > before ? 'slower' : 'faster';
}

export const mannWhitney: DecisionRule = {
  id: 'mann-whitney',
  name: 'Mann-Whitney on blocks',
  meaning: 'one process a side, 100 blocks each, taken for independent; p ≤ 0.05',
  needs: 'blocks',
  order: 'one-after-the-other',
  decide: (tape) => {
    const [pair] = tape.take(1);
    return pair === undefined ? 'none' : mannWhitneyCall(pair.a.blocksMs, pair.b.blocksMs);
  },
};

/** Returns the number of occurrences of each value that occurs more than once. */
function tieSizes(values: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1);
}
