import { describe, expect, test } from 'vitest';
import { drift, unstableBaseline } from '../../../harness/checks/metric-drift-checks.ts';
import { createDraws, drawSample, simulateShare } from '../../support/random-draws.ts';
import { runMeasurementCheck } from '../../support/run-measurement-check.ts';

const both = (sample: readonly number[]) => ({
  drift: runMeasurementCheck(drift, { samples: { wall_time: sample } }),
  step: runMeasurementCheck(unstableBaseline, { samples: { wall_time: sample } }),
});

describe('a metric that moves', () => {
  const { normal, heavyTailed } = createDraws(71);

  test('bit by bit drifts, and is not called a change of level', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise + at);
    const found = both(sample);
    expect(found.step).toEqual([]);
    expect(found.drift).toMatchObject([{ id: 'drift', level: 'warning', metric: 'wall_time' }]);
    expect(found.drift[0]?.message).toMatch(
      /^wall_time drifts: \+1\d\.\d % from the first to the last of 20 trials \(p < 0\.001\)\.$/,
    );
  });

  test('downwards says so', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise - at);
    expect(both(sample).drift[0]?.message).toContain('wall_time drifts: −');
  });

  test('all at once is an unstable baseline, and is not called drift', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise + (at < 12 ? 0 : 15));
    const found = both(sample);
    expect(found.drift).toEqual([]);
    expect(found.step).toMatchObject([{ id: 'unstable-baseline', level: 'warning' }]);
    expect(found.step[0]?.message).toMatch(/\+1\d\.\d % after 12 of 20 trials \(p = 0\.001\)/);
  });

  test('by less than the margin is of no interest', () => {
    const sample = Array.from({ length: 20 }, (_, at) => 100 + at * 0.1);
    expect(both(sample)).toEqual({ drift: [], step: [] });
    const more = Array.from({ length: 20 }, (_, at) => 100 + at * 0.12);
    expect(both(more).drift).toHaveLength(1);
  });

  test('in too few trials cannot be told from chance', () => {
    expect(both([100, 110, 120, 130, 140])).toEqual({ drift: [], step: [] });
    expect(both([100, 110, 120, 130, 140, 150]).drift).toHaveLength(1);
  });

  test('is different from one that only varies', () => {
    // Twice the noise that counts as high variance, without any order.
    const called = simulateShare(600, () => {
      const { drift: slope, step } = both(drawSample(15, () => 100 + 20 * heavyTailed()));
      return slope.length + step.length > 0;
    });
    expect(called).toBeLessThan(0.035);
  });

  test('by the same shares in a metric around 0 is left alone', () => {
    expect(both([0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ drift: [], step: [] });
  });
});
