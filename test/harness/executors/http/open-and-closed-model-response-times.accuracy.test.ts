/** Measurements of servers whose timing is known. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Unit } from '../../../../harness/model/executor.ts';
import type { LoadModel } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  metricValue,
  unprobedServerSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';

afterAll(closeUnits);

const CLOSED: LoadModel = { type: 'closed', connections: 4 };
const OPEN: LoadModel = { type: 'open', rate: 200, maxConnections: 1_000 };
const MODELS = [['closed', CLOSED] as const, ['open', OPEN] as const];

/** Returns medians of half-second blocks until one is at most `quietMs`; ten blocks at most. */
async function mediansUntilQuiet(unit: Unit, quietMs: number): Promise<readonly number[]> {
  const medians: number[] = [];
  while (medians.length < 10 && (medians.at(-1) ?? Number.POSITIVE_INFINITY) > quietMs) {
    const { measurements } = await unit.measure({ index: medians.length, durationMs: 500 });
    medians.push(metricValue(measurements, 'latency.p50'));
  }
  return medians;
}

describe.each(MODELS)('the %s model', (_name, load) => {
  test('measures the response time of a server that answers after 20 ms', async () => {
    // Other programs on the machine can only add time, so the fastest of a few blocks is used.
    const medians = await withHttpUnit(
      httpScenario(fixtureServerSettings('after-20-ms'), { load }),
      (unit) => mediansUntilQuiet(unit, 23),
    );
    expect(Math.min(...medians)).toBeGreaterThanOrEqual(20);
    expect(Math.min(...medians)).toBeLessThanOrEqual(23);
  });
});

describe('server that stalls for 1 s once in 5 s', () => {
  const server = fixtureServerSettings('stalls-once');
  const times = { durationMs: 5_000, warmupMs: 0 };

  test('shows in the p99 of the open model, which counts every request that had to wait', async () => {
    const { measurements } = await measureBlock(httpScenario(server, { load: OPEN, ...times }));
    expect(metricValue(measurements, 'latency.p99')).toBeGreaterThan(500);
    expect(metricValue(measurements, 'latency.p50')).toBeLessThan(100);
    expect(metricValue(measurements, 'error_rate')).toBe(0);
  });

  test('stays hidden in the p99 of the closed model, where four requests wait and no more are sent', async () => {
    const { measurements } = await measureBlock(httpScenario(server, { load: CLOSED, ...times }));
    expect(metricValue(measurements, 'latency.p99')).toBeLessThan(500);
    expect(metricValue(measurements, 'latency.max')).toBeGreaterThan(900);
  });
});

test('starts open-model requests within a fraction of a millisecond of their scheduled time', async () => {
  const scenario = httpScenario(fixtureServerSettings('at-once'), {
    load: { type: 'open', rate: 50, maxConnections: 10 },
  });
  const lagsMs = await withHttpUnit(scenario, async (unit) => {
    const found: number[] = [];
    // The best of a few blocks, as above.
    while (found.length < 30 && Math.min(...found, 1) > 0.5) {
      const { notes } = await unit.measure({ index: found.length, durationMs: 200 });
      found.push(Number(notes?.schedule_lag_p99_ms));
    }
    return found;
  });
  expect(Math.min(...lagsMs)).toBeLessThan(0.5);
});

test('measures CPU time of the server, Node.js or not, in its first process or a child', async () => {
  const servers = [
    fixtureServerSettings('burns-2-ms'),
    fixtureServerSettings('in-a-child'),
    fixtureServerSettings('in-the-background'),
    // Runs without the probe, like a server in another language.
    unprobedServerSettings('burns-2-ms'),
  ];
  for (const server of servers) {
    const { measurements } = await measureBlock(httpScenario(server, { durationMs: 1_000 }));
    // CPU time that the server burns, plus the cost of answering a request.
    expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(1.9);
    expect(metricValue(measurements, 'cpu_time')).toBeLessThan(4);
  }
});
