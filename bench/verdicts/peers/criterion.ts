/**
 * criterion: 100 samples of one process against 100 of another. A change is reported if the p-value
 * of a bootstrapped t-test is below 0.05 and the bootstrapped 95 % interval of the change of the
 * mean lies beyond the noise threshold of 1 %. According to its source:
 * github.com/bheisler/criterion.rs, src/analysis/compare.rs, src/stats/univariate/mixed.rs,
 * src/stats/mod.rs (p_value), src/report.rs (compare_to_threshold), defaults in src/lib.rs, version
 * 0.5.
 */

import { mean, quantile } from '../../../harness/stats/descriptive-statistics.ts';
import { ascending } from '../../../harness/stats/order-statistics.ts';
import { createRandom, type Random } from '../../../harness/stats/seeded-random.ts';
import type { DecisionRule, RuleVerdict } from './decision-rule.ts';

const SAMPLES = 100;
const SIGNIFICANCE = 0.05;
const NOISE = 0.01;
/** It takes 100,000; a tenth moves a p-value of 0.05 by 0.002. */
const RESAMPLES = 10_000;

/** Figures it prints about a change, before the verdict. */
export interface CriterionChange {
  readonly pValue: number;
  /** Interval of mean(b) / mean(a) − 1. */
  readonly low: number;
  readonly high: number;
}

/** Welch's t of the second sample against the first. */
export function welchT(a: readonly number[], b: readonly number[]): number {
  const shift = a[0] ?? 0;
  const take = (sample: readonly number[]): Moments =>
    momentsOf(sample.length, (index) => (sample[index] ?? Number.NaN) - shift);
  return tOf(take(a), take(b));
}

/** Mean and variance of the mean. */
interface Moments {
  readonly center: number;
  readonly error: number;
}

/** Computes moments of many near-zero values in one pass, ten thousand times in a bootstrap. */
function momentsOf(count: number, valueAt: (index: number) => number): Moments {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    const value = valueAt(index);
    sum += value;
    squares += value * value;
  }
  const center = sum / count;
  return { center, error: (squares - count * center * center) / (count - 1) / count };
}

function tOf(a: Moments, b: Moments): number {
  return (b.center - a.center) / Math.sqrt(a.error + b.error);
}

/** The test draws both samples from the pool of the two, the interval each from its own. */
export function criterionChange(
  a: readonly number[],
  b: readonly number[],
  random: Random,
): CriterionChange {
  const t = welchT(a, b);
  const ts: number[] = [];
  const changes: number[] = [];
  const level = mean(a);
  const pool = centred([...a, ...b], level);
  const [fromA, fromB] = [centred(a, level), centred(b, level)];
  for (let round = 0; round < RESAMPLES; round += 1) {
    const nullT = tOf(draw(pool, a.length, random), draw(pool, b.length, random));
    if (Number.isFinite(nullT)) ts.push(nullT);
    const before = level + draw(fromA, a.length, random).center;
    changes.push((level + draw(fromB, b.length, random).center) / before - 1);
  }
  const below = ts.filter((statistic) => statistic < t).length;
  const sorted = ascending(changes);
  return {
    pValue: (2 * Math.min(below, ts.length - below)) / ts.length,
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
  };
}

/** Returns `slower` for "Performance has regressed", `faster` for "has improved", else `none`. */
export function criterionCall({ pValue, low, high }: CriterionChange): RuleVerdict {
  if (!(pValue < SIGNIFICANCE)) return 'none';
  if (low > NOISE && high > NOISE) return 'slower';
  return low < -NOISE && high < -NOISE ? 'faster' : 'none';
}

export const criterion: DecisionRule = {
  id: 'criterion',
  name: 'criterion',
  meaning:
    'one process a side, 100 samples each; bootstrapped t-test with p < 0.05, and the interval of the change beyond 1 %',
  needs: 'blocks',
  order: 'one-after-the-other',
  decide: (tape) => {
    const [pair] = tape.take(1);
    if (pair === undefined) return 'none';
    const [a, b] = [pair.a.blocksMs.slice(0, SAMPLES), pair.b.blocksMs.slice(0, SAMPLES)];
    return criterionCall(criterionChange(a, b, createRandom(1)));
  },
};

function centred(sample: readonly number[], level: number): Float64Array {
  return Float64Array.from(sample, (value) => value - level);
}

/** Returns the moments of values drawn with replacement. */
function draw(sample: Float64Array, count: number, random: Random): Moments {
  return momentsOf(count, () => sample[random.integer(sample.length)] ?? Number.NaN);
}
