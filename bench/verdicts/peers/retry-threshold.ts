/**
 * The rule that pipelines grow by themselves: the median of five runs is more than 2 % worse than the
 * base's, and stays so however often the job is run again, three times at the most. Asked for in many
 * threads, such as github.com/gradle/gradle/pull/1455. It never calls anything faster.
 */
import { median } from '../../../harness/stats/quantile.ts';
import { centersOf, type Rule } from './rule.ts';

const RUNS = 5;
const RETRIES = 3;
const THRESHOLD = 0.02;

/** Whether the medians of one attempt lie further apart than the threshold, b above a. */
export function isOver(a: readonly number[], b: readonly number[]): boolean {
  return median(b) / median(a) - 1 > THRESHOLD;
}

export const retryThreshold: Rule = {
  id: 'retry-threshold',
  name: 'threshold 2 %, 3 retries',
  meaning: 'medians of 5 runs a side over 2 % apart, in the first attempt and in 3 more',
  needs: 'units',
  order: 'one-after-the-other',
  decide: (tape) => {
    for (let attempt = 0; attempt <= RETRIES; attempt += 1) {
      const { a, b } = centersOf(tape.take(RUNS));
      if (!isOver(a, b)) return 'none';
    }
    return 'slower';
  },
};
