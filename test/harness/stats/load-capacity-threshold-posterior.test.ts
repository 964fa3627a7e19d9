import { describe, expect, test } from 'vitest';
import { thresholdPosterior } from '../../../harness/stats/load-capacity-threshold-posterior.ts';

const RANGE = { low: 1, high: 10_000 };

describe('thresholdPosterior', () => {
  test('spans the whole range without outcomes, centred in the middle of its logarithms', () => {
    const { level, low, high } = thresholdPosterior([], RANGE);
    expect(level).toBeCloseTo(100, 0);
    expect(low).toBeCloseTo(10_000 ** 0.025, 1);
    expect(high / 10_000 ** 0.975).toBeCloseTo(1, 1);
  });

  test('lies between levels that were kept and levels that were not', () => {
    const { level, low, high } = thresholdPosterior(
      [
        { level: 100, kept: true },
        { level: 100, kept: true },
        { level: 400, kept: false },
        { level: 400, kept: false },
      ],
      RANGE,
    );
    expect(level).toBeGreaterThan(150);
    expect(level).toBeLessThan(260);
    expect(low).toBeGreaterThan(80);
    expect(high).toBeLessThan(500);
  });

  test('lets two kept levels above outweigh one broken level', () => {
    const once = [{ level: 100, kept: false }];
    const outweighed = [200, 200, 400].map((level) => ({ level, kept: true }));
    expect(thresholdPosterior(once, RANGE).level).toBeLessThan(30);
    expect(thresholdPosterior([...once, ...outweighed], RANGE).level).toBeGreaterThan(400);
  });

  test('distinguishes a hard transition from a soft transition', () => {
    const levels = [80, 90, 95, 99, 101, 105, 110, 120];
    const hard = levels.map((level) => ({ level, kept: level < 100 }));
    const soft = [
      ...hard,
      ...levels.map((level) => ({ level, kept: level === 110 || level === 80 })),
    ];
    const [hardSpread, softSpread] = [hard, soft].map(
      (trials) => thresholdPosterior(trials, RANGE).spread,
    );
    expect(hardSpread).toBeLessThan((softSpread ?? 0) / 2);
  });
});
