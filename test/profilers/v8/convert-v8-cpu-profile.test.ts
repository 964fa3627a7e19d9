import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeSampleTimes } from '../../../profilers/v8/convert-v8-cpu-profile.ts';

const ROWS = 4;

/** Reference implementation that sorts all samples. */
function weighSlowly(rows: readonly number[], deltas: readonly number[], endTime: number) {
  let now = 0;
  const samples = rows.map((row, index) => {
    now += deltas[index] ?? 0;
    return { row, at: now, index };
  });
  samples.sort((a, b) => a.at - b.at || a.index - b.index);
  const weights = new Float64Array(ROWS);
  for (const [place, { row, at }] of samples.entries()) {
    const next = samples[place + 1]?.at ?? endTime;
    if (next > at) weights[row] = (weights[row] ?? 0) + (next - at) / 1_000;
  }
  return weights;
}

describe('computeSampleTimes', () => {
  it('weighs samples the same in whatever order they were written', () => {
    const sample = fc.record({
      row: fc.integer({ min: 0, max: ROWS - 1 }),
      delta: fc.integer({ min: -3_000, max: 4_000 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 300 }), (samples) => {
        const rows = samples.map(({ row }) => row);
        const deltas = samples.map(({ delta }) => delta);
        const given = {
          rows: Int32Array.from(rows),
          deltas: Float64Array.from(deltas),
          startTime: 0,
          endTime: 1e6,
        };
        const { weights } = computeSampleTimes(given, ROWS, {});
        const told = weighSlowly(rows, deltas, 1e6);
        for (const [row, weight] of told.entries()) expect(weights[row]).toBeCloseTo(weight, 6);
      }),
    );
  });

  it('counts samples of missing nodes as seen, and gives their time to no node', () => {
    const given = {
      rows: Int32Array.of(-1, 2),
      deltas: Float64Array.of(0, 1_000),
      startTime: 0,
      endTime: 3_000,
    };
    expect(computeSampleTimes(given, ROWS, {})).toEqual({
      weights: Float64Array.of(0, 0, 2, 0),
      samples: 2,
    });
  });

  it('limits what one sample of a function counts, but not what an idle sample counts', () => {
    const given = {
      rows: Int32Array.of(0, 1, 2),
      deltas: Float64Array.of(0, 5_000, 1_000),
      startTime: 0,
      endTime: 9_000,
    };
    const isIdle = (row: number): boolean => row === 2;
    const { weights } = computeSampleTimes(given, ROWS, { longestSampleMs: 2 }, isIdle);
    expect(weights).toEqual(Float64Array.of(2, 1, 3, 0));
  });
});
