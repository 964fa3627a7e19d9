import { describe, expect, test } from 'vitest';
import { hyperfine, relativeSpeed } from '../../../../bench/verdicts/peers/hyperfine.ts';
import {
  intervalOverlap,
  meanInterval,
} from '../../../../bench/verdicts/peers/interval-overlap.ts';
import { pairedInterval, perfgate } from '../../../../bench/verdicts/peers/perfgate.ts';
import { retryThreshold } from '../../../../bench/verdicts/peers/retry-threshold.ts';
import {
  createBlockMeasurementRecording,
  createMeasurementRecording,
  cycleValues,
} from './create-measurement-recording.ts';

describe('hyperfine', () => {
  test('propagates both errors, as in its published example of means 2 and 3 with sd 1', () => {
    const { ratio, deviation } = relativeSpeed(
      { mean: 2, deviation: 1 },
      { mean: 3, deviation: 1 },
    );
    expect(ratio).toBe(1.5);
    expect(deviation).toBeCloseTo(1.5 * Math.sqrt(1 / 4 + 1 / 9), 12);
  });

  test('decides when one sd of the ratio excludes 1, with ten runs per side', () => {
    const a = cycleValues([99, 101], 30);
    const tape = createMeasurementRecording(
      a,
      a.map((value) => value * 1.05),
    );
    expect(hyperfine.decide(tape)).toBe('slower');
    expect(tape.taken()).toBe(10);
    expect(
      hyperfine.decide(
        createMeasurementRecording(
          a,
          a.map((value) => value * 0.95),
        ),
      ),
    ).toBe('faster');
    expect(
      hyperfine.decide(
        createMeasurementRecording(
          a,
          a.map((value) => value * 1.01),
        ),
      ),
    ).toBe('none');
  });
});

describe('perfgate', () => {
  test('uses an interval of two standard errors of the population sd, as in its published example', () => {
    // Five differences with mean 10 and sd 2, as in its documentation: 10 ± 2·2/√5.
    const spread = Math.sqrt(10);
    const { low, high } = pairedInterval([10 - spread, 10, 10, 10, 10 + spread]);
    expect(low).toBeCloseTo(10 - 4 / Math.sqrt(5), 10);
    expect(high).toBeCloseTo(10 + 4 / Math.sqrt(5), 10);
  });

  test('fails at once on a clear slowdown, but not on a slowdown below the threshold', () => {
    const a = cycleValues([99, 101], 40);
    const slower = createMeasurementRecording(
      a,
      a.map((value) => value + 5),
    );
    expect(perfgate.decide(slower)).toBe('slower');
    expect(slower.taken()).toBe(10);
    const little = createMeasurementRecording(
      a,
      a.map((value) => value + 1),
    );
    expect(perfgate.decide(little)).toBe('none');
    expect(little.taken()).toBe(10);
  });

  test('adds 2, 3 and 5 pairs while it finds nothing', () => {
    const a = cycleValues([99, 101], 40);
    const b = cycleValues([101, 99], 40);
    const tape = createMeasurementRecording(a, b);
    expect(perfgate.decide(tape)).toBe('none');
    expect(tape.taken()).toBe(20);
  });
});

describe('a threshold with retries', () => {
  test('fails only when every attempt exceeds it', () => {
    const a = cycleValues([100], 40);
    const over = cycleValues([103], 40);
    const tape = createMeasurementRecording(a, over);
    expect(retryThreshold.decide(tape)).toBe('slower');
    expect(tape.taken()).toBe(20);
    const third = over.map((value, index) => (index >= 10 && index < 15 ? 101 : value));
    const saved = createMeasurementRecording(a, third);
    expect(retryThreshold.decide(saved)).toBe('none');
    expect(saved.taken()).toBe(15);
  });
});

describe('intervals of means', () => {
  test("are Student's intervals, as worked out by hand", () => {
    // Mean 2, sd 1, three values: t(0.975, 2) = 4.302653.
    const { low, high } = meanInterval([1, 2, 3]);
    expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
    expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  });

  test('decide by whether they overlap', () => {
    const a = cycleValues([99, 100, 101], 99);
    expect(
      intervalOverlap.decide(createBlockMeasurementRecording(a, cycleValues([100, 101, 102], 99))),
    ).toBe('slower');
    expect(
      intervalOverlap.decide(createBlockMeasurementRecording(cycleValues([100, 101, 102], 99), a)),
    ).toBe('faster');
    expect(
      intervalOverlap.decide(
        createBlockMeasurementRecording(a, cycleValues([99.1, 100.1, 101.1], 99)),
      ),
    ).toBe('none');
  });
});
