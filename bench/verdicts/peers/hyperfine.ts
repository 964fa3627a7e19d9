/**
 * hyperfine: ten runs per side, means, and "b ran 1.05 ± 0.02 times faster than a": the ratio of
 * the slower mean to the faster with its propagated error. It claims no difference; interpreted as
 * its users do, there is one if ratio − error is above 1. From its own source:
 * github.com/sharkdp/hyperfine, src/benchmark/relative_speed.rs, version 1.20.
 */
import { mean, standardDeviation } from '../../../harness/stats/descriptive-statistics.ts';
import { type DecisionRule, listSideCenters } from './decision-rule.ts';

const RUNS = 10;

/** Returns the slower time divided by the faster, with one standard deviation. */
export function relativeSpeed(
  faster: { readonly mean: number; readonly deviation: number },
  slower: { readonly mean: number; readonly deviation: number },
): { readonly ratio: number; readonly deviation: number } {
  const ratio = slower.mean / faster.mean;
  const share = Math.hypot(slower.deviation / slower.mean, faster.deviation / faster.mean);
  return { ratio, deviation: ratio * share };
}

export const hyperfine: DecisionRule = {
  id: 'hyperfine',
  name: 'hyperfine, ratio ± error',
  meaning: '10 runs a side; the ratio of the means lies more than its ± (one sd) from 1',
  needs: 'units',
  order: 'one-after-the-other',
  decide: (tape) => {
    const sides = listSideCenters(tape.take(RUNS));
    const [a, b] = [sides.a, sides.b].map((sample) => ({
      mean: mean(sample),
      deviation: standardDeviation(sample),
    })) as [Summary, Summary];
    const isSlower = b.mean > a.mean;
    const { ratio, deviation } = isSlower ? relativeSpeed(a, b) : relativeSpeed(b, a);
    if (!(ratio - deviation > 1)) return 'none';
    return isSlower ? 'slower' : 'faster';
  },
};

type Summary = Parameters<typeof relativeSpeed>[0];
