import { describe, expect, it } from 'vitest';
import { simultaneousIntervals } from '../../../harness/stats/simultaneous-intervals.ts';

describe('intervals that hold together', () => {
  it('are without end where there are too few pairs', () => {
    const { reached, intervals } = simultaneousIntervals([[1, 1.1, 0.9, 1, 1.05]], 0.95);
    expect(reached).toBe(false);
    expect(intervals).toEqual([
      { estimate: 1, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    ]);
  });

  it('are without end where nothing can be ruled out of six pairs of so many samples', () => {
    // Two patterns of 32 turn the first samples as far as any sample can be; one may.
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

  it('are nothing around nothing, and say so of what never differs', () => {
    const { intervals } = simultaneousIntervals([new Array<number>(8).fill(0)], 0.95);
    expect(intervals).toEqual([{ estimate: 0, low: 0, high: 0 }]);
    const [same] = simultaneousIntervals([new Array<number>(8).fill(3)], 0.95).intervals;
    expect(same?.estimate).toBe(3);
    expect(same?.low).toBeGreaterThan(0);
    expect(simultaneousIntervals([], 0.95)).toEqual({ reached: false, intervals: [] });
  });
});
