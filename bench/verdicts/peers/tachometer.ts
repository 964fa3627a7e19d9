/**
 * tachometer: 50 samples a side, then ten more at a time until the 95 % interval of the relative
 * difference leaves out 0, for at most three minutes. Rule and interval read from its own source:
 * github.com/google/tachometer, src/stats.ts (computeDifference, autoSampleConditionsResolved),
 * src/runner.ts (takeAdditionalSamples) and src/defaults.ts, version 0.7.2.
 */
import { mean, standardDeviation } from '../../../harness/stats/descriptive-statistics.ts';
import { tCritical } from '../../../harness/stats/student-t-distribution.ts';
import {
  classifyInterval,
  type DecisionRule,
  listSideCenters,
  type RecordedPair,
  type RuleVerdict,
} from './decision-rule.ts';

const SAMPLES = 50;
const MORE = 10;
const SECONDS = 180;

/**
 * Interval of (b − a) / a from the variances of both means, each sample independent of the others,
 * with Student's distribution of n − 1 degrees of freedom.
 */
export function relativeDifference(
  a: readonly number[],
  b: readonly number[],
): { readonly low: number; readonly high: number } {
  const [meanA, meanB] = [mean(a), mean(b)];
  const varianceA = standardDeviation(a) ** 2 / a.length;
  const varianceB = standardDeviation(b) ** 2 / b.length;
  const variance = (varianceA * meanB ** 2 + varianceB * meanA ** 2) / meanA ** 4;
  const freedom = Math.min(a.length, b.length) - 1;
  const reach = tCritical(0.025, freedom) * Math.sqrt(variance);
  const center = (meanB - meanA) / meanA;
  return { low: center - reach, high: center + reach };
}

export const tachometer: DecisionRule = {
  id: 'tachometer',
  name: 'tachometer',
  meaning:
    '50 units a side, then 10 more at a time until the 95 % interval of the relative difference leaves out 0, for at most 3 minutes',
  needs: 'units',
  order: 'in-turn',
  decide: (tape) => {
    const pairs: RecordedPair[] = [...tape.take(SAMPLES)];
    for (;;) {
      const call = callNow(pairs);
      if (call !== 'none' || secondsOf(pairs) >= SECONDS) return call;
      const more = tape.take(MORE);
      if (more.length === 0) return call;
      pairs.push(...more);
    }
  },
};

function callNow(pairs: readonly RecordedPair[]): RuleVerdict {
  const { a, b } = listSideCenters(pairs);
  const { low, high } = relativeDifference(a, b);
  return classifyInterval(low, high);
}

function secondsOf(pairs: readonly RecordedPair[]): number {
  return pairs.reduce((sum, { a, b }) => sum + a.seconds + b.seconds, 0);
}
