import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { Faults } from '../../../../harness/model/scenario/fault-injection.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
} from '../http/http-executor-test-setup.ts';

afterAll(closeUnits);

const NONE: Faults = { latencyMs: 0, errorShare: 0, dropShare: 0, upstream: null };

/** The block of a load on the fixture behind a proxy. */
function under(faults: Partial<Faults>) {
  const server = fixtureServerSettings('at-once', { faults: { ...NONE, ...faults } });
  // Long enough for many requests, also on a machine that stalls.
  return measureBlock(httpScenario(server, { durationMs: 1_000 }));
}

test('LEAD-09: adds latency and jitter to every response time, and keeps the metrics of the server', async () => {
  const { measurements } = await under({ latencyMs: 60, jitterMs: 50 });
  // With so many requests, the faster half is not only those with the shortest waits.
  expect(measurements['latency.p50']).toBeGreaterThan(25);
  const spread = (measurements['latency.max'] ?? 0) - (measurements['latency.p50'] ?? 0);
  expect(spread).toBeGreaterThan(10);
  expect(measurements.error_rate).toBe(0);
  expect(measurements.cpu_time).toBeGreaterThan(0);
  expect(measurements.gc_count).toBeGreaterThanOrEqual(0);
});

test('LEAD-09: returns the requested error share and status, and closes dropped connections', async () => {
  const { measurements, notes } = await under({ errorShare: 0.2, status: 429, dropShare: 0.2 });
  expect(measurements.error_rate).toBeGreaterThan(0.15);
  expect(measurements.error_rate).toBeLessThan(0.6);
  expect(notes?.failures).toContain('status 429');
  expect(notes?.failures).toContain('closed');
});

test('points the server at a proxy in front of its upstream, whose errors have status 503', async () => {
  const called = createServer((_, response) => response.end('called'));
  await new Promise<void>((resolve) => called.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(called.address() as AddressInfo).port}/base`;
  const caller = `require('node:http').createServer(async (_, response) => {
    const answer = await fetch(process.env.API_URL + '/x').catch(() => ({ status: 500 }));
    response.statusCode = answer.status;
    response.end();
  }).listen(process.env.PORT, '127.0.0.1')`;
  const server = fixtureServerSettings('at-once', {
    command: { type: 'argv', argv: [process.execPath, '-e', caller] },
    faults: { ...NONE, latencyMs: 100, errorShare: 0.3, upstream: { variable: 'API_URL', url } },
  });
  // Three errors in ten requests: there is one among many, also on a machine that stalls.
  const { measurements, notes } = await measureBlock(httpScenario(server, { durationMs: 1_000 }));
  called.close();
  expect(measurements['latency.p50']).toBeGreaterThanOrEqual(100);
  // Default status of the errors.
  expect(notes?.failures).toMatch(/^status 503: \d+$/);
});
