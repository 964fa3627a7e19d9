/**
 * `perfgate paired --require-significance --max-retries 3 --fail-on-regression 2`: ten interleaved
 * pairs; while the interval of the mean difference contains 0, more pairs are added and it is
 * computed again. It fails if the interval then excludes 0 and the mean exceeds the threshold. Read
 * from its own source: github.com/EffortlessMetrics/perfgate, crates/perfgate/src/app/paired.rs
 * (execute) and crates/perfgate/src/domain/paired.rs (compare_paired_stats), June 2026. It uses
 * whole milliseconds only; here it gets all digits.
 */
import { mean, median } from '../../../harness/stats/descriptive-statistics.ts';
import {
  classifyInterval,
  type DecisionRule,
  listSideCenters,
  type RecordedPair,
  type RuleVerdict,
} from './decision-rule.ts';

const PAIRS = 10;
const RETRIES = 3;
const THRESHOLD = 0.02;

/** Mean of the differences ± 2 (from 30 pairs on 1.96) standard errors, by the population's sd. */
export function pairedInterval(differences: readonly number[]): {
  readonly center: number;
  readonly low: number;
  readonly high: number;
} {
  const center = mean(differences);
  const variance = mean(differences.map((difference) => (difference - center) ** 2));
  const reach = (differences.length >= 30 ? 1.96 : 2) * Math.sqrt(variance / differences.length);
  return { center, low: center - reach, high: center + reach };
}

export const perfgate: DecisionRule = {
  id: 'perfgate',
  name: 'perfgate paired, 3 retries',
  meaning:
    '10 pairs, up to 3 times 2 to 5 more until ± 2 standard errors leave out 0; fails beyond 2 %',
  needs: 'units',
  order: 'in-turn',
  decide: (tape) => {
    const pairs: RecordedPair[] = [...tape.take(PAIRS)];
    for (let retry = 0; retry < RETRIES && intervalCall(pairs) === 'none'; retry += 1) {
      pairs.push(...tape.take(Math.ceil((retry + 1) * 1.5)));
    }
    const { a, b } = listSideCenters(pairs);
    const change = mean(differencesOf(pairs)) / median(a);
    return Math.abs(change) > THRESHOLD && b.length > 0 ? intervalCall(pairs) : 'none';
  },
};

function intervalCall(pairs: readonly RecordedPair[]): RuleVerdict {
  const { low, high } = pairedInterval(differencesOf(pairs));
  return classifyInterval(low, high);
}

function differencesOf(pairs: readonly RecordedPair[]): readonly number[] {
  return pairs.map(({ a, b }) => b.centerMs - a.centerMs);
}
