import { expect, test } from 'vitest';
import { computeOverallUtilization } from '../../../../harness/executors/server/server-utilization.ts';

const over = { answered: 1_000, tookMs: 10_000 };
const busy = (readings: Readonly<Record<string, number>>) =>
  computeOverallUtilization(readings, over);

test('returns the utilization of the event loop for the whole measurement', () => {
  expect(busy({ event_loop_utilization: 0.7, cpu_time: 9 })).toBe(0.7);
});

test('returns the share of one core used by a server that is not Node.js', () => {
  expect(busy({ cpu_time: 6 })).toBeCloseTo(0.6);
  expect(busy({ cpu_time: 16 })).toBe(1);
});

test('returns null when the system reports nothing', () => {
  expect(busy({ memory_peak: 1 })).toBeNull();
  expect(computeOverallUtilization({ cpu_time: 1 }, { ...over, tookMs: 0 })).toBeNull();
});
