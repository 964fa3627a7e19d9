import { describe, expect, test } from 'vitest';
import { judgeMachineStability } from '../../../harness/sampling/machine-stability.ts';
import { createDraws, drawSample } from '../../support/random-draws.ts';

const measured = { durationMs: 10_000, stealShare: 0.01 };

describe('the machine stability report', () => {
  const { normal } = createDraws(81);

  test('reports the spread of the blocks and the slowdown of the worst block', () => {
    const times = drawSample(2_000, () => 5 + 0.1 * normal());
    times[77] = 20;
    const stability = judgeMachineStability(times, measured);
    expect(stability.spread).toBeCloseTo(0.02, 2);
    expect(stability.worstSlowdown).toBeCloseTo(4, 1);
    expect(stability.slowedShare).toBe(1 / 2_000);
    // Stretches of 100 blocks: medians are steadier than single blocks.
    expect(stability.trialSpread).toBeLessThan(stability.spread / 4);
  });

  test.each([
    [0.003, 'quiet'],
    [0.012, 'fair'],
    [0.04, 'noisy'],
    [0.2, 'unusable'],
  ])('rates trials that differ by %d as %s', (deviation, score) => {
    // Each stretch has a level of its own.
    const times = drawSample(20, () => 5 * (1 + deviation * normal())).flatMap((level) =>
      Array<number>(100).fill(level),
    );
    const {
      score: given,
      smallestVisibleChange,
      trialSpread,
    } = judgeMachineStability(times, measured);
    expect(given).toBe(score);
    // (1.96 + 1.2816)·√2/√10 = 1.45 standard deviations.
    expect(smallestVisibleChange.pairs10 / trialSpread).toBeCloseTo(1.45, 2);
    expect(smallestVisibleChange.pairs10 / smallestVisibleChange.pairs30).toBeCloseTo(Math.sqrt(3));
  });

  test('fits into 80 columns and says what is unknown', () => {
    const { lines } = judgeMachineStability(
      drawSample(500, () => 5 + normal()),
      {
        durationMs: 2_500,
        stealShare: null,
      },
    );
    expect(lines.join('\n')).toMatch(/^stolen +unknown$/m);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });
});
