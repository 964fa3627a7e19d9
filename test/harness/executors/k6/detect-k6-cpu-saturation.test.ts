import { expect, test } from 'vitest';
import { describeK6CpuUsage } from '../../../../harness/executors/k6/k6-cpu-usage-notes.ts';
import type { ProcessObservations } from '../../../../harness/executors/server/sample-server-processes.ts';

/** Ten seconds of load with response times of 20 s in total. */
const LOAD = { startMs: 1_000, endMs: 11_000, sumMs: 20_000 };
const IDLE = 0.5;

/** Returns observations of a k6 that used so many of two cores and waited so long for CPU. */
function k6(usedCores: number, waitedMs = 0, cores: number | null = 2): ProcessObservations {
  const moment = (atMs: number, share: number) => ({
    atMs,
    cpuMs: 700 + share * usedCores * 10_000,
    waitedMs: share * waitedMs,
    residentBytes: 1,
    files: 1,
  });
  // k6 starts before the load, which takes some CPU time.
  const start = { ...moment(200, 0), cpuMs: 0 };
  return { moments: [start, moment(1_000, 0), moment(11_000, 1)], mostSockets: null, cores };
}

test.each([
  // From four fifths of its cores.
  [k6(1.61), IDLE, true],
  [k6(1.59), IDLE, false],
  [k6(0.81, 0, 1), IDLE, true],
  // When k6 wanted its cores and waiting for them is a tenth of all response time.
  [k6(1.4, 2_100), IDLE, true],
  [k6(1.5, 1_900), IDLE, false],
  [k6(1.3, 2_100), IDLE, false],
  // When k6 was ready to run nearly always, though its threads waited only briefly.
  [k6(0.7, 1_000, 1), IDLE, false],
  [k6(0.75, 1_600, 1), IDLE, true],
  [k6(0.75, 1_600, 1), 0.95, false],
  // Not when the server is busier and sets the pace.
  [k6(1.7), 0.86, false],
  [k6(1.7), 0.84, true],
  // Also when the server is not its own.
  [k6(1.7), null, true],
])('finds k6 saturated or not: case %#', (observations, busy, isSaturated) => {
  const notes = describeK6CpuUsage([observations], busy, LOAD);
  expect(notes.generator_saturated).toBe(isSaturated);
});

test('shares the cores among shards of k6', () => {
  const notes = describeK6CpuUsage([k6(0.9), k6(0.8)], IDLE, LOAD);
  expect(notes).toMatchObject({ generator_cores: 2, generator_saturated: true });
  expect(notes.generator_cpu_cores).toBeCloseTo(1.7, 6);
});

test('gives no notes when the system reports nothing or the load was too short', () => {
  expect(describeK6CpuUsage([], IDLE, LOAD)).toEqual({});
  expect(describeK6CpuUsage([k6(2, 0, null)], IDLE, LOAD)).toEqual({});
  expect(describeK6CpuUsage([k6(2)], IDLE, { ...LOAD, endMs: 1_400 })).toEqual({});
  expect(describeK6CpuUsage([k6(2)], IDLE, null)).toEqual({});
});
