import { expect, test } from 'vitest';
import { createK6Block } from '../../../../harness/executors/k6/create-k6-measurement-block.ts';
import { readResults } from '../../../../harness/executors/k6/read-k6-json-output-results.ts';
import {
  describeK6CpuUsage,
  watchServerUnderK6Load,
} from '../../../../harness/executors/k6/watch-server-under-k6-load.ts';
import type { ProcessObservations } from '../../../../harness/executors/server/sample-server-processes.ts';

const HOUR_MS = 3_600_000;
const BOOT_MS = 5_000_000;
const START_MS = Date.parse('2026-01-02T03:04:00.000Z');

/** Processes of k6 that used 1.7 of two cores all the time, on the clock that never jumps. */
function busyFor(tookMs: number): ProcessObservations {
  const moments = [0, tookMs].map((sinceMs) => ({
    atMs: BOOT_MS + sinceMs,
    cpuMs: 1.7 * sinceMs,
    waitedMs: 0,
    residentBytes: 1,
    files: 1,
  }));
  return { moments, mostSockets: null, cores: 2 };
}

const NO_USAGE = { counted: {}, side: null };

/** Simulates ten seconds of load at one request a second; the wall clock is set halfway through. */
async function underLoad(jumpMs: number, tookMs = 10_000) {
  let [sinceMs, setMs] = [0, 0];
  const watch = watchServerUnderK6Load(
    { now: () => new Date(START_MS + sinceMs + setMs), monotonicMs: () => BOOT_MS + sinceMs },
    null,
  );
  await watch.onReady();
  const lines = ['http_reqs:counter', 'http_req_duration:trend'].map((entry) => {
    const [metric, type] = entry.split(':');
    return JSON.stringify({ type: 'Metric', metric, data: { type, submetrics: null } });
  });
  for (let second = 0; second <= 10; second += 1) {
    sinceMs = (second * tookMs) / 10;
    if (second === 5) setMs = jumpMs;
    const time = new Date(START_MS + sinceMs + setMs).toISOString();
    for (const metric of ['http_reqs', 'http_req_duration']) {
      lines.push(JSON.stringify({ type: 'Point', metric, data: { time, value: 1, tags: null } }));
    }
  }
  await watch.onEnded();
  async function* each(): AsyncGenerator<string> {
    yield* lines;
  }
  const told = watch.onSharedClock(await readResults(each()));
  return { ...told, block: createK6Block(told.results, [], NO_USAGE, told.notes) };
}

test('uses the monotonic clock, with the course of the load, when no clock was set', async () => {
  const { results, load, notes, block } = await underLoad(0);
  expect(notes).toEqual({});
  expect(load).toBe(results.slices);
  expect(results.slices).toMatchObject({ startMs: BOOT_MS - 1, endMs: BOOT_MS + 10_000 });
  expect(block).toMatchObject({ durationMs: 10_000, measurements: { throughput: 1.1 } });
});

test.each([HOUR_MS, -101])(
  'uses the monotonic clock for rates when the other was set by %i ms, and notes it',
  async (jumpMs) => {
    const { results, load, notes, block } = await underLoad(jumpMs);
    expect(notes).toEqual({ clock_changed_ms: jumpMs });
    expect(results.slices).toBeNull();
    // The usage of the generator is known by the monotonic clock, over its whole run.
    expect(load).toEqual({ startMs: BOOT_MS, endMs: BOOT_MS + 10_000, sumMs: 11 });
    expect(describeK6CpuUsage([busyFor(10_000)], null, load)).toMatchObject({
      generator_cpu_cores: 1.7,
      generator_wait_share: 0,
      generator_saturated: true,
    });
    expect(describeK6CpuUsage([busyFor(10_000)], 0.9, load).generator_saturated).toBe(false);
    expect(block.durationMs).toBe(10_000);
    expect(block.measurements).toMatchObject({ throughput: 1.1, 'latency.p50': 1 });
    expect(block.notes).toMatchObject({ requests: 11, clock_changed_ms: jumpMs });
  },
);

test.each([
  [-99, 10_000],
  // Possible slew by a time service in a quarter of an hour.
  [890, 900_000],
])('ignores a difference of %i ms in %i ms', async (jumpMs, tookMs) => {
  const { results, notes } = await underLoad(jumpMs, tookMs);
  expect(notes).toEqual({});
  expect(results.slices).not.toBeNull();
});

test('reports nothing for a load whose end it did not see', async () => {
  const watch = watchServerUnderK6Load(
    { now: () => new Date(START_MS), monotonicMs: () => BOOT_MS },
    null,
  );
  async function* nothing(): AsyncGenerator<string> {}
  const results = await readResults(nothing());
  expect(watch.onSharedClock(results)).toEqual({ results, load: null, notes: {} });
  const { unavailable } = createK6Block(results, [], NO_USAGE, {});
  expect(unavailable).toMatchObject({
    throughput: 'the script made no HTTP requests',
    'latency.p95': 'the script made no HTTP requests',
  });
});

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
