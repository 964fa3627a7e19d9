import { describe, expect, test } from 'vitest';
import { drift, unstableBaseline } from '../../../harness/checks/metric-drift-checks.ts';
import { createDraws, drawSample } from '../../support/random-draws.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

const both = (sample: readonly number[]) => ({
  drift: runMeasurementCheck(drift, { samples: { wall_time: sample } }),
  step: runMeasurementCheck(unstableBaseline, { samples: { wall_time: sample } }),
});

describe('moving metric', () => {
  const { normal } = createDraws(71);

  test('drifts when it moves gradually, and is not called a level shift', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise + at);
    const found = both(sample);
    expect(found.step).toEqual([]);
    expect(found.drift).toMatchObject([{ id: 'drift', level: 'warning', metric: 'wall_time' }]);
    expect(found.drift[0]?.message).toMatch(
      /^wall_time drifts: \+1\d\.\d % from the first to the last of 20 trials \(p < 0\.001\)\.$/,
    );
  });

  test('reports a downward drift as such', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise - at);
    expect(both(sample).drift[0]?.message).toContain('wall_time drifts: −');
  });

  test('is an unstable baseline when it moves at once, and is not called drift', () => {
    const sample = drawSample(20, normal).map((noise, at) => 100 + noise + (at < 12 ? 0 : 15));
    const found = both(sample);
    expect(found.drift).toEqual([]);
    expect(found.step).toMatchObject([{ id: 'unstable-baseline', level: 'warning' }]);
    expect(found.step[0]?.message).toMatch(/\+1\d\.\d % after 12 of 20 trials \(p = 0\.001\)/);
  });

  test('is ignored when it moves by less than the margin', () => {
    const sample = Array.from({ length: 20 }, (_, at) => 100 + at * 0.1);
    expect(both(sample)).toEqual({ drift: [], step: [] });
    const more = Array.from({ length: 20 }, (_, at) => 100 + at * 0.12);
    expect(both(more).drift).toHaveLength(1);
  });

  test('cannot be told from chance in too few trials', () => {
    expect(both([100, 110, 120, 130, 140])).toEqual({ drift: [], step: [] });
    expect(both([100, 110, 120, 130, 140, 150]).drift).toHaveLength(1);
  });

  test('is ignored at values around 0', () => {
    expect(both([0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ drift: [], step: [] });
  });
});
