import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { Faults } from '../../../../harness/model/scenario/faults.ts';
import { closeUnits, fixtureServer, httpScenario, measureOnce } from '../http/http-scenario.ts';

afterAll(closeUnits);

const NONE: Faults = { latencyMs: 0, errorShare: 0, dropShare: 0, upstream: null };

/** The block of a load on the fixture behind a proxy. */
function under(faults: Partial<Faults>) {
  return measureOnce(httpScenario(fixtureServer('at-once', { faults: { ...NONE, ...faults } })));
}

test('LEAD-09: an added latency is in every response time', async () => {
  const { measurements } = await under({ latencyMs: 200 });
  expect(measurements['latency.p50']).toBeGreaterThanOrEqual(200);
  expect(measurements['latency.p50']).toBeLessThan(400);
  expect(measurements.error_rate).toBe(0);
});

test('LEAD-09: errors are answers with 503, as many as were asked for', async () => {
  const { measurements, notes } = await under({ errorShare: 0.2 });
  expect(measurements.error_rate).toBeGreaterThan(0.1);
  expect(measurements.error_rate).toBeLessThan(0.3);
  expect(notes?.failures).toContain('status 503');
});

test('LEAD-09: dropped requests have their connection closed, and count as errors', async () => {
  const { measurements, notes } = await under({ dropShare: 0.1 });
  expect(measurements.error_rate).toBeGreaterThan(0.02);
  expect(notes?.failures).toContain('closed');
});

test('a jitter spreads the added latency around its middle', async () => {
  const { measurements } = await under({ latencyMs: 60, jitterMs: 50 });
  expect(measurements['latency.p50']).toBeGreaterThan(25);
  expect(measurements['latency.p50']).toBeLessThan(110);
  // Without a jitter the slowest is within a few milliseconds of the others.
  const spread = (measurements['latency.max'] ?? 0) - (measurements['latency.p50'] ?? 0);
  expect(spread).toBeGreaterThan(10);
});

test('the status of the errors may be another', async () => {
  const { measurements, notes } = await under({ errorShare: 0.5, status: 429 });
  expect(measurements.error_rate).toBeGreaterThan(0.3);
  expect(notes?.failures).toContain('status 429');
});

test('the metrics of the server stay those of the server', async () => {
  const { measurements } = await under({ latencyMs: 5 });
  expect(measurements.cpu_time).toBeGreaterThan(0);
  expect(measurements.gc_count).toBeGreaterThanOrEqual(0);
});

test('between the server and what it calls, the server is told to call the proxy', async () => {
  const called = createServer((_, response) => response.end('called'));
  await new Promise<void>((resolve) => called.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(called.address() as AddressInfo).port}/base`;
  const caller = `require('node:http').createServer(async (_, response) => {
    const answer = await fetch(process.env.API_URL + '/x').catch(() => ({ status: 500 }));
    response.statusCode = answer.status;
    response.end();
  }).listen(process.env.PORT, '127.0.0.1')`;
  const server = fixtureServer('at-once', {
    command: { type: 'argv', argv: [process.execPath, '-e', caller] },
    faults: { ...NONE, latencyMs: 100, upstream: { variable: 'API_URL', url } },
  });
  const { measurements } = await measureOnce(httpScenario(server));
  called.close();
  expect(measurements['latency.p50']).toBeGreaterThanOrEqual(100);
  expect(measurements.error_rate).toBe(0);
});
