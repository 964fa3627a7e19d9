import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import {
  displayedSideValues,
  judgeMetricComparison,
} from '../../../../harness/gate/decide/judge-metric-comparison.ts';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';

describe('the displayed head value', () => {
  // The machine's speed changes for both units of a pair alike, except in the last two slow pairs.
  const base = [46.5, 46.6, 46.7, 51, 51.1, 51.2, 51.3, 51.4];
  const head = base.map((value, index) => (index < 6 ? value * 0.996 : 46.8));

  test('is the base changed by the ratio of live pairs, even if its median would disagree', () => {
    const { comparison } = judgeMetricComparison(
      metricEvidence({ screen: { base, head } }),
      1,
      DEFAULT_RULES,
    );
    const { ratio } = comparison;
    expect(ratio).not.toBeNull();
    expect(comparison.base).toBe(median(base));
    expect(comparison.head).toBeCloseTo(median(base) * (ratio ?? 0), 12);
    expect(ratio).toBeCloseTo(0.996, 3);
    expect(median(head) / median(base)).toBeLessThan(0.93);
  });

  test('is the median of the head without a ratio and for exact metrics', () => {
    expect(displayedSideValues({ base: [0, 0, 1], head: [2, 3, 4] }, null, 'timed')).toEqual({
      base: 0,
      head: 3,
    });
    // Multiplying by a ratio need not give an integer exactly, whereas a count of queries is an
    // integer.
    expect(displayedSideValues({ base: [3, 3, 3], head: [7, 7, 7] }, 7 / 3, 'exact').head).toBe(7);
  });
});
