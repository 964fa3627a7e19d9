/**
 * `pyperf compare_to`: 20 processes of 3 values a side, Student's t over all values with a table of
 * critical values; a difference if |t| reaches the critical value. According to its source:
 * github.com/psf/pyperf, pyperf/_utils.py (is_significant, tscore, tdist95conf_level) and
 * pyperf/_runner.py (defaults), version 2.10.
 */
import { mean } from '../../../harness/stats/descriptive-statistics.ts';
import {
  classifyInterval,
  type DecisionRule,
  type RecordedPair,
  type RecordedUnit,
} from './decision-rule.ts';

const PROCESSES = 20;
const VALUES = 3;

/** Two-sided 95 % critical values for up to 30 degrees of freedom, to 3 digits, as in pyperf. */
const CRITICAL = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
] as const;
/** Beyond the table: the first of these that is reached. */
const FARTHER = [
  [200, 1.96],
  [100, 1.984],
  [80, 1.99],
  [60, 2],
  [50, 2.009],
  [40, 2.021],
  [31, 2.042],
] as const;

export function criticalT(freedom: number): number {
  const beyond = FARTHER.find(([from]) => freedom >= from);
  return beyond?.[1] ?? CRITICAL[freedom - 1] ?? Number.NaN;
}

/** Returns Student's t with pooled variance for two samples of equal size, first minus second. */
export function studentT(first: readonly number[], second: readonly number[]): number {
  const squares = (sample: readonly number[]): number => {
    const center = mean(sample);
    return sample.reduce((sum, value) => sum + (value - center) ** 2, 0);
  };
  const pooled = (squares(first) + squares(second)) / (first.length + second.length - 2);
  return (mean(first) - mean(second)) / Math.sqrt((2 * pooled) / first.length);
}

export const pyperf: DecisionRule = {
  id: 'pyperf',
  name: 'pyperf compare_to',
  meaning:
    "20 processes a side with 3 values each (a command's one), Student's t over all values at 95 %",
  needs: 'units',
  order: 'one-after-the-other',
  decide: (tape) => {
    const pairs = tape.take(PROCESSES);
    const a = valuesOf(pairs, 'a');
    const b = valuesOf(pairs, 'b');
    const t = studentT(b, a);
    const critical = criticalT(a.length + b.length - 2);
    return Math.abs(t) >= critical ? classifyInterval(t, t) : 'none';
  },
};

function valuesOf(pairs: readonly RecordedPair[], side: 'a' | 'b'): readonly number[] {
  return pairs.flatMap((pair) => valuesOfUnit(pair[side]));
}

/** Averages consecutive blocks into values, since pyperf's values also cover long stretches. */
function valuesOfUnit({ centerMs, blocksMs }: RecordedUnit): readonly number[] {
  if (blocksMs.length < VALUES) return [centerMs];
  const length = Math.floor(blocksMs.length / VALUES);
  return Array.from({ length: VALUES }, (_, index) =>
    mean(blocksMs.slice(index * length, (index + 1) * length)),
  );
}
