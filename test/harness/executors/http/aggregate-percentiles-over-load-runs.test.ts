import { describe, expect, test } from 'vitest';
import { combineLoadRuns } from '../../../../harness/executors/http/combine-load-runs.ts';
import { createLoadMeasurementBlock } from '../../../../harness/executors/http/create-load-measurement-block.ts';
import { createRequestOutcomeRecorder } from '../../../../harness/executors/http/request-outcome-recorder.ts';
import type { Block } from '../../../../harness/model/trial.ts';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { httpScenario, requestSettings } from './http-executor-test-setup.ts';

const SCENARIO = httpScenario(null, { request: requestSettings({ url: '/users' }) });
const GENERATOR = {
  cpuShare: 0.4,
  utilization: 0.5,
  eventLoopDelayP99Ms: 1,
  scheduleLagP99Ms: null,
  scheduleLagP90Ms: null,
  waitP99Ms: null,
  queued: null,
  cutShort: false,
};

/** Creates a block with these response times, milliseconds, and this number of failed requests. */
function block(timesMs: readonly number[], failed = 0): Block {
  const recorder = createRequestOutcomeRecorder({ expectStatus: [], timeoutMs: 10_000 });
  for (const timeMs of timesMs) recorder.answer(200, timeMs, 0, true);
  for (let index = 0; index < failed; index += 1) recorder.answer(500, 1, 0, true);
  const result = { ...recorder.counts(), busyMs: null, windowMs: 200, generator: GENERATOR };
  return createLoadMeasurementBlock(SCENARIO, result, { counted: {}, side: null });
}

/** Returns the nearest-rank percentile: the least value that at least `percent` % do not exceed. */
function percentileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}

describe('response times over several loads of one unit', () => {
  test('are percentiles of all answers, not medians of percentiles', async () => {
    const random = createRandom(7);
    const parts = Array.from({ length: 6 }, (_, part) =>
      // One block of six is slow, which the median of the blocks would hide.
      Array.from({ length: 40 }, () => (part === 3 ? 50 : 5) + 10 * random.next()),
    );
    const { measurements } = await combineLoadRuns(parts.map((times) => block(times)));
    for (const percent of [50, 90, 95, 99]) {
      const exact = percentileOf(parts.flat(), percent);
      expect(Math.abs((measurements[`latency.p${percent}`] ?? 0) / exact - 1)).toBeLessThan(0.001);
    }
    expect(measurements['latency.p95']).toBeGreaterThan(50);
    expect(measurements['latency.max']).toBeCloseTo(Math.max(...parts.flat()), 3);
  });

  test('exist when no single block had enough answers', async () => {
    const few = [1, 2, 3, 4, 5];
    expect(block(few).measurements).not.toHaveProperty(['latency.p95']);
    const blocks = Array.from({ length: 4 }, () => block(few));
    const { measurements, unavailable } = await combineLoadRuns(blocks);
    expect(measurements['latency.p95']).toBeCloseTo(5, 2);
    expect(measurements).not.toHaveProperty(['latency.p99']);
    expect(unavailable['latency.p99']).toContain('there were 20');
  });

  test('count failures over all requests', async () => {
    const parts = [block([1, 2, 3], 1), block([1], 0), block([1], 0)];
    const { measurements } = await combineLoadRuns(parts);
    expect(measurements.error_rate).toBeCloseTo(1 / 6, 12);
  });
});

describe('other metrics over several loads of one unit', () => {
  /** Blocks of so many answers with these measurements each. */
  const combine = async (
    ...parts: readonly (readonly [answers: number, measurements: Block['measurements']])[]
  ) =>
    (
      await combineLoadRuns(
        parts.map(([answers, measurements]) => ({
          ...block(Array.from({ length: answers }, () => 1)),
          measurements,
        })),
      )
    ).measurements;

  test('include server usage over all requests, with its rare events', async () => {
    const measurements = await combine(
      [10, { cpu_time: 20 / 10, gc_count: 0 }],
      [30, { cpu_time: 30 / 30, gc_count: 1 / 30 }],
      [10, { cpu_time: 20 / 10, gc_count: 0 }],
    );
    expect(measurements.cpu_time).toBeCloseTo(70 / 50, 12);
    expect(measurements.gc_count).toBeCloseTo(1 / 50, 12);
    expect(measurements).not.toHaveProperty('gc_time');
  });

  test('include cache hits over all requests', async () => {
    // Most blocks have only cache hits, so the median would be 1.
    const measurements = await combine(
      [30, { cache_hit_rate: 1, queries: 2 }],
      [30, { cache_hit_rate: 27 / 30, queries: 3 }],
      [30, { cache_hit_rate: 1, queries: 2 }],
    );
    expect(measurements.cache_hit_rate).toBeCloseTo(87 / 90, 12);
    // Exact counts stay exact: their median is taken.
    expect(measurements).not.toHaveProperty('queries');
  });

  test('include usage per request over the blocks that report it when one has none', async () => {
    const usage = { cpu_time: 2, gc_count: 1 };
    expect(await combine([3, usage], [1, { error_rate: 1 }], [3, usage])).toMatchObject(usage);
  });

  test('add up the growth of memory', async () => {
    const growths = [4_096, 0, 8_192].map((bytes) => [1, { memory_growth: bytes }] as const);
    expect((await combine(...growths)).memory_growth).toBe(12_288);
  });

  test('include the rate over all time, with blocks in which nothing completed', async () => {
    const empty = { ...block([1]), measurements: {}, unavailable: { throughput: 'none' } };
    const { measurements } = await combineLoadRuns([block([1, 2, 3, 4]), empty]);
    expect(measurements.throughput).toBeCloseTo(4 / 0.4, 9);
  });
});
