/**
 * Two runs of tinybench, or of vitest's bench, which reports the same: each prints the mean of one
 * process with a margin of error at 95 %; there is a difference if the two intervals do not
 * overlap. The margin is Student's t times the standard deviation over the square root of the
 * number of samples: github.com/tinylibs/tinybench, src/utils.ts (getStatisticsSorted), version 6.
 */
import { mean, standardDeviation } from '../../../harness/stats/descriptive-statistics.ts';
import { tCritical } from '../../../harness/stats/student-t-distribution.ts';
import { classifyInterval, type DecisionRule } from './decision-rule.ts';

/** Mean with its interval at 95 %, samples taken for independent. */
export function meanInterval(sample: readonly number[]): {
  readonly low: number;
  readonly high: number;
} {
  const center = mean(sample);
  const error = standardDeviation(sample) / Math.sqrt(sample.length);
  const reach = tCritical(0.025, sample.length - 1) * error;
  return { low: center - reach, high: center + reach };
}

export const intervalOverlap: DecisionRule = {
  id: 'overlap',
  name: 'tinybench, vitest: intervals apart',
  meaning: 'one process a side, 100 samples each; the 95 % intervals of the two means are apart',
  needs: 'blocks',
  order: 'one-after-the-other',
  decide: (tape) => {
    const [pair] = tape.take(1);
    if (pair === undefined) return 'none';
    const [a, b] = [meanInterval(pair.a.blocksMs), meanInterval(pair.b.blocksMs)];
    return classifyInterval(b.low - a.high, b.high - a.low);
  },
};
