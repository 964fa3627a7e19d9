import { describe, expect, test } from 'vitest';
import { relativeDifference, tachometer } from '../../../../bench/verdicts/peers/tachometer.ts';
import { createMeasurementRecording, cycleValues } from './create-measurement-recording.ts';

describe('the interval of the relative difference', () => {
  test('follows from the propagated variances, as worked out by hand', () => {
    // Means 2 and 3, variance of each mean 1/3: (1/3·9 + 1/3·4) / 16 = 13/48; t(0.975, 2) = 4.3027.
    const { low, high } = relativeDifference([1, 2, 3], [2, 3, 4]);
    const reach = 4.302653 * Math.sqrt(13 / 48);
    expect(low).toBeCloseTo(0.5 - reach, 5);
    expect(high).toBeCloseTo(0.5 + reach, 5);
  });
});

describe('auto-sampling', () => {
  test('stops after 50 samples when they decide', () => {
    const tape = createMeasurementRecording(
      cycleValues([99, 101], 200),
      cycleValues([109, 111], 200),
    );
    expect(tachometer.decide(tape)).toBe('slower');
    expect(tape.taken()).toBe(50);
  });

  test('continues by tens while the interval contains 0, for three minutes', () => {
    const same = cycleValues([99, 101], 400);
    const tape = createMeasurementRecording(same, same);
    expect(tachometer.decide(tape)).toBe('none');
    expect(tape.taken()).toBe(180);
  });

  test('decides as soon as chance moves the interval past 0', () => {
    // Equal for 50 samples; the next ten of b lie far above.
    const a = cycleValues([99, 101], 200);
    const b = a.map((value, index) => (index < 50 ? value : value + 20));
    const tape = createMeasurementRecording(a, b);
    expect(tachometer.decide(tape)).toBe('slower');
    expect(tape.taken()).toBe(60);
  });
});
