/**
 * benchstat over `-count 10`: Mann-Whitney test of ten values per side, a difference if p ≤ 0.05.
 * Read from golang.org/x/perf: github.com/golang/perf, benchmath/anone.go (Compare),
 * benchmath/sample.go (FormatDelta, DefaultThresholds).
 */

import { type DecisionRule, listSideCenters } from './decision-rule.ts';
import { mannWhitneyCall } from './mann-whitney.ts';

const COUNT = 10;

export const benchstat: DecisionRule = {
  id: 'benchstat',
  name: 'benchstat',
  meaning: '10 units a side, Mann-Whitney, p ≤ 0.05',
  needs: 'units',
  order: 'one-after-the-other',
  decide: (tape) => {
    const { a, b } = listSideCenters(tape.take(COUNT));
    return mannWhitneyCall(a, b);
  },
};
