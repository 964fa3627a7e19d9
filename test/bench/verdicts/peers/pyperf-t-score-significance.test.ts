import { describe, expect, test } from 'vitest';
import { criticalT, pyperf, studentT } from '../../../../bench/verdicts/peers/pyperf.ts';
import { createMeasurementRecording, cycleValues } from './create-measurement-recording.ts';

/** The example of pyperf's own tests, pyperf/tests/test_utils.py. */
const FIRST = [89.2, 78.2, 89.3, 88.3, 87.3, 90.1, 95.2, 94.3, 78.3, 89.3];
const SECOND = [79.3, 78.3, 85.3, 79.3, 88.9, 91.2, 87.2, 89.2, 93.3, 79.9];

describe('the t score of pyperf', () => {
  test('matches its published example', () => {
    expect(studentT(FIRST, SECOND)).toBeCloseTo(1.0947229724603977, 10);
    const inflated = FIRST.map((value) => value * 10);
    expect(studentT(inflated, FIRST)).toBeCloseTo(43.76839453227327, 10);
  });
});

test('uses the critical values of the pyperf table', () => {
  const table = [
    [1, 12.706],
    [18, 2.101],
    [30, 2.042],
    [39, 2.042],
    [40, 2.021],
    [118, 1.984],
    [200, 1.96],
  ] as const;
  for (const [freedom, value] of table) expect(criticalT(freedom)).toBe(value);
});

test('reads 20 processes per side', () => {
  const tape = createMeasurementRecording(cycleValues(FIRST, 60), cycleValues(SECOND, 60));
  expect(pyperf.decide(tape)).toBe('none');
  expect(tape.taken()).toBe(20);
  const slower = createMeasurementRecording(
    cycleValues(FIRST, 60),
    cycleValues(FIRST, 60).map((value) => value + 20),
  );
  expect(pyperf.decide(slower)).toBe('slower');
});

test('treats three values per process as three times as many degrees of freedom', () => {
  const unit = (blocksMs: readonly number[]) => ({ centerMs: 100, blocksMs, seconds: 1 });
  // Centres are equal: only the blocks can tell.
  const pairs = Array.from({ length: 20 }, () => ({
    a: unit([99, 99, 100, 100, 101, 101]),
    b: unit([109, 109, 110, 110, 111, 111]),
  }));
  expect(pyperf.decide({ take: (count) => pairs.slice(0, count) })).toBe('slower');
});
