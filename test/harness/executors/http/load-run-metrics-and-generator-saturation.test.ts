import { describe, expect, test } from 'vitest';
import {
  allRequestsFailed,
  createLoadMeasurementBlock,
} from '../../../../harness/executors/http/create-load-measurement-block.ts';
import type { LoadResult } from '../../../../harness/executors/http/load-generator-messages.ts';
import type { ServerUsage } from '../../../../harness/executors/server/measure-server-resource-usage.ts';
import { createServerMeasurements } from '../../../support/example-server-measurements.ts';
import { httpScenario, requestSettings } from './http-executor-test-setup.ts';

const LATENCIES = { p50: 1, p90: 2, p95: 3, p99: 4, p99_9: 5, max: 6 };
const SCENARIO = httpScenario(null, { request: requestSettings({ url: '/users' }) });
const NO_USAGE = { counted: {}, side: null };

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

/** Creates the block of a load with these changes, and without observations of the server. */
const blockOf = (changes: Partial<LoadResult>, usage: ServerUsage = NO_USAGE) =>
  createLoadMeasurementBlock(SCENARIO, loadResult(changes), usage);

/** Returns the notes on a generator with these changes. */
const notesOn = (changes: Partial<LoadResult['generator']>, usage?: ServerUsage) =>
  blockOf({ generator: { ...loadResult().generator, ...changes } }, usage).notes;

test('creates one number for each metric of a load run', () => {
  const usage = { counted: { cpu_time: 0.2, gc_time: 'no Node.js' }, side: null };
  expect(blockOf({ requests: 2_010, failed: 10 }, usage)).toMatchObject({
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
  // Failed requests are no answers.
  const few = blockOf({ requests: answers + 60, failed: 60 });
  expect(few.measurements).not.toHaveProperty([metric]);
  expect(few.unavailable?.[metric]).toContain(`there were ${answers}; use a longer load duration`);
  expect(blockOf({ requests: answers + 1 }).measurements).toHaveProperty([metric]);
});

test('gives no throughput for a load run in which nothing completed in time', () => {
  const { measurements, unavailable } = blockOf({ completedInWindow: 0 });
  expect(measurements).not.toHaveProperty('throughput');
  expect(unavailable?.throughput).toMatch(/longer duration/);
});

test.each([
  // The generator has no time left, and the server has.
  [0.91, 0.6, 2_000, true],
  [0.89, 0.6, 2_000, false],
  // A server that is busier sets the pace.
  [0.96, 0.95, 2_000, true],
  [0.96, 0.97, 2_000, false],
  // A load so short that opening and closing its connections takes as long again: the server was
  // busier for as long as it had requests.
  [0.93, 0.48, 4_000, false],
  [0.93, 0.45, 4_000, true],
  // Nothing is known of the server.
  [0.94, null, 2_000, false],
  [0.96, null, 2_000, true],
])(
  'a closed-model generator busy for %d, under a server busy for %d in %d ms, is saturated: %s',
  (utilization, busy, durationMs, isSaturated) => {
    const side =
      busy === null ? null : createServerMeasurements({ durationMs, loop: { utilization: busy } });
    const notes = notesOn({ utilization }, { ...NO_USAGE, side });
    expect(notes?.generator_saturated).toBe(isSaturated);
  },
);

test.each([
  [4.9, LATENCIES.p95, false],
  [5.1, LATENCIES.p95, true],
  // Lateness is part of the response time, and is reported only if it is a considerable part.
  [19.9, 200, false],
  [20.1, 200, true],
])(
  'an open-model generator, which spins, that sends one in ten requests %d ms late at a p95 of %d ms is saturated: %s',
  (scheduleLagP90Ms, p95, isSaturated) => {
    const open = { utilization: 1, queued: 3, scheduleLagP99Ms: 7, scheduleLagP90Ms };
    const generator = { ...loadResult().generator, ...open };
    const { notes } = blockOf({ generator, latencies: { ...LATENCIES, p95 } });
    expect(notes).toMatchObject({ generator_saturated: isSaturated, queued_requests: 3 });
  },
);

test('notes a load that was cut short or late', () => {
  expect(notesOn({ cutShort: true })?.cut_short).toBe(true);
  expect(notesOn({})?.cut_short).toBeUndefined();
  const late = { utilization: 1, scheduleLagP99Ms: 7, scheduleLagP90Ms: 0.3 };
  expect(notesOn(late)?.generator_late).toBe(true);
});

describe('load without a single success', () => {
  test('fails and counts what went wrong', () => {
    const failures = { closed: 10, 'status 404': 20 };
    const none = { requests: 30, failed: 30, latencies: null, histogram: null, failures };
    expect(() => blockOf(none)).toThrow(
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
