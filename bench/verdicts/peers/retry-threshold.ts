/**
 * A common home-grown rule of CI pipelines: the median of five runs is more than 2 % worse than the
 * base's, and still is however often the job is repeated, at most three times. Requested in many
 * threads, such as github.com/gradle/gradle/pull/1455. It never reports anything as faster.
 */
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { type DecisionRule, listSideCenters } from './decision-rule.ts';

const RUNS = 5;
const RETRIES = 3;
const THRESHOLD = 0.02;

/** True if the median of b exceeds that of a by more than the threshold, in one attempt. */
export function isOverThreshold(a: readonly number[], b: readonly number[]): boolean {
  return median(b) / median(a) - 1 > THRESHOLD;
}

export const retryThreshold: DecisionRule = {
  id: 'retry-threshold',
  name: 'threshold 2 %, 3 retries',
  meaning: 'medians of 5 runs a side over 2 % apart, in the first attempt and in 3 more',
  needs: 'units',
  order: 'one-after-the-other',
  decide: (tape) => {
    for (let attempt = 0; attempt <= RETRIES; attempt += 1) {
      const { a, b } = listSideCenters(tape.take(RUNS));
      if (!isOverThreshold(a, b)) return 'none';
    }
    return 'slower';
  },
};
