/** Metrics of the server itself, and of servers behind a proxy that injects faults. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { Faults } from '../../../../harness/model/scenario/fault-injection.ts';
import type { ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  FIXTURE_SERVER,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  metricValue,
} from '../http/http-executor-test-setup.ts';

afterAll(closeUnits);

/** Returns a server whose garbage can be collected on demand. */
function collecting(behaviour: string): ServerSettings {
  return fixtureServerSettings(behaviour, {
    command: { type: 'argv', argv: [process.execPath, '--expose-gc', FIXTURE_SERVER, behaviour] },
  });
}

/** Starts the fixture from a shell, after some shell text. */
function shellServer(before: string, behaviour: string): ServerSettings {
  const text = `${before} exec "${process.execPath}" "${FIXTURE_SERVER}" ${behaviour}`;
  return fixtureServerSettings(behaviour, { command: { type: 'shell', text } });
}

test('counts garbage collections of the measured part only, per request', async () => {
  // Many requests: a collection of V8's own counts little among them.
  const { measurements } = await measureBlock(
    httpScenario(collecting('collects-garbage'), { durationMs: 400 }),
  );
  expect(metricValue(measurements, 'gc_count')).toBeGreaterThanOrEqual(1);
  expect(metricValue(measurements, 'gc_count')).toBeLessThan(1.5);
  expect(metricValue(measurements, 'gc_time')).toBeGreaterThan(0.05);
});

test('counts garbage collections of worker threads that run files', async () => {
  const { measurements, operations } = await measureBlock(
    httpScenario(collecting('with-a-worker'), { durationMs: 1_000 }),
  );
  // One collection every 20 ms; an idle server has few by itself.
  expect(metricValue(measurements, 'gc_count') * operations).toBeGreaterThan(10);
});

test('shows how long requests block the event loop, and the memory peak of the server alone', async () => {
  // The harness is larger than the server, while it is this.
  const ballast = Buffer.alloc(250e6, 1);
  const { measurements } = await measureBlock(httpScenario(fixtureServerSettings('blocks-50-ms')));
  expect(ballast[0]).toBe(1);
  expect(metricValue(measurements, 'event_loop_delay.p99')).toBeGreaterThan(40);
  expect(metricValue(measurements, 'memory_peak')).toBeGreaterThan(20e6);
  expect(metricValue(measurements, 'memory_peak')).toBeLessThan(200e6);
});

test('reports the memory peak of a large server', async () => {
  const { measurements } = await measureBlock(httpScenario(fixtureServerSettings('holds-300-mb')));
  expect(metricValue(measurements, 'memory_peak')).toBeGreaterThan(300e6);
  expect(metricValue(measurements, 'memory_peak')).toBeLessThan(500e6);
});

test('measures a server without the probe when its Node.js does not accept it', async () => {
  const refusal = `case "$NODE_OPTIONS" in *--import*) echo "node: --import= is not allowed in NODE_OPTIONS"; exit 9;; esac;`;
  const { measurements, unavailable } = await measureBlock(
    httpScenario(shellServer(refusal, 'at-once'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'error_rate')).toBe(0);
  expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(0);
  for (const metric of ['gc_time', 'gc_count', 'event_loop_delay.p99', 'http_round_trips']) {
    expect(unavailable?.[metric]).toMatch(
      /is too old to load the probe or is not permitted to load it/,
    );
  }
});

const NONE: Faults = { latencyMs: 0, errorShare: 0, dropShare: 0, upstream: null };

test('LEAD-09: adds latency and jitter, returns the requested error share and status, and closes dropped connections', async () => {
  const wanted = { latencyMs: 60, jitterMs: 50, errorShare: 0.2, status: 429, dropShare: 0.2 };
  const server = fixtureServerSettings('after-20-ms', { faults: { ...NONE, ...wanted } });
  // Long enough for many requests, also on a machine that stalls.
  const load = { type: 'closed', connections: 20 } as const;
  const scenario = httpScenario(server, { load, durationMs: 1_000 });
  const { measurements, notes } = await measureBlock(scenario);
  // With so many requests, the faster half is not only those with the shortest waits.
  expect(measurements['latency.p50']).toBeGreaterThan(25);
  const spread = (measurements['latency.max'] ?? 0) - (measurements['latency.p50'] ?? 0);
  expect(spread).toBeGreaterThan(10);
  expect(measurements.error_rate).toBeGreaterThan(0.15);
  expect(measurements.error_rate).toBeLessThan(0.6);
  expect(notes?.failures).toContain('status 429');
  expect(notes?.failures).toContain('closed');
  // The metrics of the server stay.
  expect(measurements.cpu_time).toBeGreaterThan(0);
  expect(measurements.gc_count).toBeGreaterThanOrEqual(0);
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
