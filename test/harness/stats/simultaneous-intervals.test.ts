import { describe, expect, it } from 'vitest';
import { mean, median } from '../../../harness/stats/descriptive-statistics.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { simultaneousIntervals } from '../../../harness/stats/simultaneous-confidence-intervals.ts';

describe('simultaneous intervals', () => {
  it('are unbounded when there are too few pairs', () => {
    const { reached, intervals } = simultaneousIntervals([[1, 1.1, 0.9, 1, 1.05]], 0.95);
    expect(reached).toBe(false);
    expect(intervals).toEqual([
      { estimate: 1, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    ]);
  });

  it('are unbounded when six pairs of so many samples can rule nothing out', () => {
    // Two of 32 patterns flip the first samples as far as any sample can be; only one may.
    const samples = [
      [1, -1, 1, -1, 1, -1],
      [1, 1, -1, -1, 1, -1],
      [5, 6, 7, 5.5, 6.2, 6.6],
    ];
    const { reached, intervals } = simultaneousIntervals(samples, 0.95);
    expect(reached).toBe(true);
    expect(intervals[2]).toMatchObject({
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    const [alone] = simultaneousIntervals(samples.slice(2), 0.95).intervals;
    expect(alone?.low).toBeGreaterThan(0);
  });

  it('have no width around zeros, and exclude 0 for a constant difference', () => {
    const { intervals } = simultaneousIntervals([new Array<number>(8).fill(0)], 0.95);
    expect(intervals).toEqual([{ estimate: 0, low: 0, high: 0 }]);
    const [same] = simultaneousIntervals([new Array<number>(8).fill(3)], 0.95).intervals;
    expect(same?.estimate).toBe(3);
    expect(same?.low).toBeGreaterThan(0);
    expect(simultaneousIntervals([], 0.95)).toEqual({ reached: false, intervals: [] });
  });
});

/** The definition, sign by sign, for a dozen pairs at most. */
function definition(samples: readonly (readonly number[])[], confidence: number) {
  const pairs = samples[0]?.length ?? 0;
  const most = Math.floor((1 - confidence) * 2 ** (pairs - 1));
  const patterns = Array.from({ length: 2 ** (pairs - 1) }, (_, pattern) =>
    Array.from({ length: pairs }, (_, pair) => ((pattern >> pair) & 1 ? -1 : 1)),
  );
  /** Distances of a sample from a centre for each sign pattern, capped at their median size. */
  const statistics = (sample: readonly number[], center: number): readonly number[] => {
    const differences = sample.map((value) => value - center);
    const typical = median(differences.map(Math.abs));
    const cut = differences.map(
      (difference) => Math.sign(difference) * Math.min(Math.abs(difference), typical),
    );
    const length = Math.hypot(...cut);
    return patterns.map((signs) =>
      Math.abs(cut.reduce((sum, value, pair) => sum + ((signs[pair] ?? 1) * value) / length, 0)),
    );
  };
  /** True if enough patterns give any sample as large a statistic as measured for the first. */
  const byChance = (all: readonly (readonly number[])[]): boolean => {
    const measured = (all[0]?.[0] ?? 0) - 1e-9;
    const asLarge = patterns.filter((_, index) =>
      all.some((values) => (values[index] ?? 0) >= measured),
    );
    return asLarge.length > most;
  };
  const aboutZero = samples.map((sample) => statistics(sample, 0));
  const plausible = samples.map((sample, index) => {
    const own = aboutZero[index] ?? [];
    return byChance([own]) ? own : statistics(sample, mean(sample));
  });
  const isAllowed = (sample: number, center: number): boolean => {
    const own = statistics(samples[sample] ?? [], center);
    const others = plausible.filter((_, index) => index !== sample);
    return byChance([own, ...others]) || (center === 0 && byChance([own, ...aboutZero]));
  };
  return isAllowed;
}

describe('intervals by definition', () => {
  it.each([1, 2, 4])('end where centres are ruled out, for %i samples', (count) => {
    const random = createRandom(count);
    const seen = { withZero: 0, withoutZero: 0 };
    for (let turn = 0; turn < 60; turn += 1) {
      const samples = Array.from({ length: count }, () => {
        const shift = 2 * (random.next() - 0.5);
        return Array.from(
          { length: 7 + (turn % 3) },
          () => shift + (random.next() - 0.5) ** 3 * 12,
        );
      });
      const isAllowed = definition(samples, 0.95);
      const { intervals, reached } = simultaneousIntervals(samples, 0.95);
      expect(reached).toBe(true);
      for (const [index, { estimate, low, high }] of intervals.entries()) {
        const reach = Math.max(
          ...(samples[index] ?? []).map((value) => Math.abs(value - estimate)),
        );
        expect(low <= 0 && high >= 0).toBe(isAllowed(index, 0));
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        for (const [end, sign] of [
          [low, -1],
          [high, 1],
        ] as const) {
          if (!Number.isFinite(end)) {
            expect(isAllowed(index, estimate + sign * reach * 2_000)).toBe(true);
            continue;
          }
          expect(isAllowed(index, end)).toBe(true);
          // An end is accurate to a ten-thousandth of the distance that was searched.
          const further = Math.abs(end - estimate) + reach;
          expect(isAllowed(index, end + sign * further * 5e-4)).toBe(false);
        }
        if (low <= 0 && high >= 0) seen.withZero += 1;
        else seen.withoutZero += 1;
      }
    }
    expect(Math.min(seen.withZero, seen.withoutZero)).toBeGreaterThan(10);
  });
});
