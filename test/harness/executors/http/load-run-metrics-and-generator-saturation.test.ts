import { describe, expect, test } from 'vitest';
import {
  allRequestsFailed,
  createLoadMeasurementBlock,
} from '../../../../harness/executors/http/create-load-measurement-block.ts';
import type { LoadResult } from '../../../../harness/executors/http/load-generator-messages.ts';
import { createServerMeasurements } from '../../../support/example-server-measurements.ts';
import { httpScenario, requestSettings } from './http-executor-test-setup.ts';

const LATENCIES = { p50: 1, p90: 2, p95: 3, p99: 4, p99_9: 5, max: 6 };
const SCENARIO = httpScenario(null, { request: requestSettings({ url: '/users' }) });
const NO_USAGE = { counted: { measurements: {}, unavailable: {} }, side: null };

function loadResult(changes: Partial<LoadResult> = {}): LoadResult {
  return {
    requests: 2_000,
    failed: 0,
    answered: 2_000,
    completedInWindow: 1_990,
    windowMs: 2_000,
    busyMs: null,
    statuses: { 200: 2_000 },
    failures: {},
    latencies: LATENCIES,
    histogram: 'H4sI',
    slices: null,
    generator: {
      cpuShare: 0.4,
      utilization: 0.5,
      eventLoopDelayP99Ms: 1,
      scheduleLagP99Ms: null,
      scheduleLagP90Ms: null,
      waitP99Ms: null,
      queued: null,
      cutShort: false,
    },
    ...changes,
  };
}

function noteOf(generator: Partial<LoadResult['generator']>, name: string): unknown {
  const result = loadResult({ generator: { ...loadResult().generator, ...generator } });
  return createLoadMeasurementBlock(SCENARIO, result, NO_USAGE).notes?.[name];
}

test('creates one number for each metric of a load run', () => {
  const usage = {
    counted: { measurements: { cpu_time: 0.2 }, unavailable: { gc_time: 'no Node.js' } },
    side: null,
  };
  expect(
    createLoadMeasurementBlock(SCENARIO, loadResult({ requests: 2_010, failed: 10 }), usage),
  ).toMatchObject({
    operations: 2_010,
    durationMs: 2_000,
    measurements: {
      'latency.p50': 1,
      'latency.p90': 2,
      'latency.p95': 3,
      'latency.p99': 4,
      'latency.p99_9': 5,
      'latency.max': 6,
      throughput: 995,
      error_rate: 10 / 2_010,
      cpu_time: 0.2,
    },
    unavailable: { gc_time: 'no Node.js' },
    histogram: 'H4sI',
  });
});

test.each([
  [9, 'latency.p90'],
  [19, 'latency.p95'],
  [99, 'latency.p99'],
  [999, 'latency.p99_9'],
])('finds %d answers too few for %s, and one more enough', (answers, metric) => {
  const few = createLoadMeasurementBlock(SCENARIO, loadResult({ requests: answers }), NO_USAGE);
  expect(few.measurements).not.toHaveProperty([metric]);
  expect(few.unavailable?.[metric]).toContain(`there were ${answers}; use a longer load duration`);
  const enough = createLoadMeasurementBlock(
    SCENARIO,
    loadResult({ requests: answers + 1 }),
    NO_USAGE,
  );
  expect(enough.measurements).toHaveProperty([metric]);
});

test('does not count failed requests as answers for a percentile', () => {
  const result = loadResult({ requests: 150, failed: 60 });
  expect(createLoadMeasurementBlock(SCENARIO, result, NO_USAGE).measurements).not.toHaveProperty([
    'latency.p99',
  ]);
});

test('gives no throughput for a load run in which nothing completed in time', () => {
  const { measurements, unavailable } = createLoadMeasurementBlock(
    SCENARIO,
    loadResult({ completedInWindow: 0 }),
    NO_USAGE,
  );
  expect(measurements).not.toHaveProperty('throughput');
  expect(unavailable?.throughput).toMatch(/longer duration/);
});

describe('saturation of the generator', () => {
  const side = (utilization: number, durationMs: number) =>
    createServerMeasurements({ durationMs, loop: { utilization } });
  const inClosed = (utilization: number, busy: number | null, durationMs = 2_000) => {
    const { generator } = loadResult();
    const result = loadResult({ generator: { ...generator, utilization } });
    const use = { ...NO_USAGE, side: busy === null ? null : side(busy, durationMs) };
    return createLoadMeasurementBlock(SCENARIO, result, use).notes?.generator_saturated;
  };

  test('is reported in the closed model when the generator has no time left and the server has', () => {
    expect(inClosed(0.91, 0.6)).toBe(true);
    expect(inClosed(0.89, 0.6)).toBe(false);
  });
  test('is not reported when the server is busier and sets the pace', () => {
    expect(inClosed(0.96, 0.95)).toBe(true);
    expect(inClosed(0.96, 0.97)).toBe(false);
  });
  test('is not reported when the server was busier for as long as it had requests', () => {
    // A load so short that opening and closing its connections takes as long again.
    expect(inClosed(0.93, 0.48, 4_000)).toBe(false);
    expect(inClosed(0.93, 0.45, 4_000)).toBe(true);
  });
  test('is reported later when nothing is known of the server', () => {
    expect(inClosed(0.94, null)).toBe(false);
    expect(inClosed(0.96, null)).toBe(true);
  });
  test('is reported in the open model, which spins, when one request in ten is sent late', () => {
    const open = { utilization: 1, queued: 3, scheduleLagP99Ms: 7 };
    expect(noteOf({ ...open, scheduleLagP90Ms: 4.9 }, 'generator_saturated')).toBe(false);
    expect(noteOf({ ...open, scheduleLagP90Ms: 5.1 }, 'generator_saturated')).toBe(true);
    expect(noteOf({ ...open, scheduleLagP90Ms: 0.3 }, 'generator_late')).toBe(true);
    // Lateness is part of the response time, and is reported only if it is a considerable part.
    const slow = (scheduleLagP90Ms: number) => {
      const generator = { ...loadResult().generator, ...open, scheduleLagP90Ms };
      const latencies = { ...LATENCIES, p95: 200 };
      return createLoadMeasurementBlock(SCENARIO, loadResult({ generator, latencies }), NO_USAGE)
        .notes;
    };
    expect(slow(20.1)?.generator_saturated).toBe(true);
    expect(slow(19.9)?.generator_saturated).toBe(false);
    expect(noteOf({ ...open, scheduleLagP90Ms: 0.3 }, 'queued_requests')).toBe(3);
  });
});

test('notes a load that was cut short', () => {
  expect(noteOf({ cutShort: true }, 'cut_short')).toBe(true);
  expect(noteOf({}, 'cut_short')).toBeUndefined();
});

describe('load without a single success', () => {
  test('fails and counts what went wrong', () => {
    const result = loadResult({
      requests: 30,
      failed: 30,
      latencies: null,
      histogram: null,
      failures: { closed: 10, 'status 404': 20 },
    });
    expect(() => createLoadMeasurementBlock(SCENARIO, result, NO_USAGE)).toThrow(
      'all 30 GET requests to /users failed: 10 × connection closed without a response, 20 × status 404',
    );
  });
  test('advises a longer limit when only time limits were exceeded', () => {
    const { failure } = allRequestsFailed(
      SCENARIO,
      { requests: 4, failures: { timeout: 4 } },
      'late',
    );
    expect(failure).toMatchObject({ reason: 'unreachable', output: 'late' });
    expect(failure.remedy).toContain('Increase the `timeout`');
  });
  test('reports that no request could be sent', () => {
    expect(allRequestsFailed(SCENARIO, { requests: 0, failures: {} }).message).toBe(
      'no GET request to /users could be sent',
    );
  });
});
