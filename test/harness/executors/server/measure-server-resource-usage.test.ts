/** Metrics of the server itself. */
import { afterAll, expect, test } from 'vitest';
import type { ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  FIXTURE_SERVER,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  metricValue,
  unprobedServerSettings,
} from '../http/http-executor-test-setup.ts';

afterAll(closeUnits);

const NODE_METRICS = ['gc_time', 'gc_count', 'event_loop_delay.p99'];

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
    httpScenario(collecting('collects-garbage'), { durationMs: 1_000 }),
  );
  expect(metricValue(measurements, 'gc_count')).toBeGreaterThanOrEqual(1);
  expect(metricValue(measurements, 'gc_count')).toBeLessThan(1.5);
  expect(metricValue(measurements, 'gc_time')).toBeGreaterThan(0.05);
});

test('counts garbage collections of worker threads that run files', async () => {
  const { measurements, operations } = await measureBlock(
    httpScenario(collecting('with-a-worker'), {
      load: { type: 'open', rate: 10, maxConnections: 5 },
      durationMs: 1_000,
    }),
  );
  // At most one collection every 5 ms; an idle server has none or one by itself in ten requests.
  expect(metricValue(measurements, 'gc_count') * operations).toBeGreaterThan(4);
});

test('shows in the event loop delay how long requests block the loop', async () => {
  const { measurements } = await measureBlock(httpScenario(fixtureServerSettings('blocks-50-ms')));
  expect(metricValue(measurements, 'event_loop_delay.p99')).toBeGreaterThan(40);
});

test('reports the memory peak of the largest process, not that of the harness', async () => {
  // The harness is larger than any of the servers, while it is this.
  const ballast = Buffer.alloc(250e6, 1);
  const small = await measureBlock(httpScenario(fixtureServerSettings('at-once')));
  const large = await measureBlock(httpScenario(fixtureServerSettings('holds-300-mb')));
  expect(ballast[0]).toBe(1);
  expect(metricValue(small.measurements, 'memory_peak')).toBeGreaterThan(20e6);
  expect(metricValue(small.measurements, 'memory_peak')).toBeLessThan(200e6);
  expect(metricValue(large.measurements, 'memory_peak')).toBeGreaterThan(300e6);
  expect(metricValue(large.measurements, 'memory_peak')).toBeLessThan(500e6);
});

test('counts outgoing requests made by request, fetch and node:http alike', async () => {
  const { measurements } = await measureBlock(
    httpScenario(fixtureServerSettings('asks-twice'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'http_round_trips')).toBe(2);
});

test('reports CPU time and memory of a server that is not Node.js, and why not the rest', async () => {
  const { measurements, unavailable } = await measureBlock(
    httpScenario(unprobedServerSettings('at-once'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(0);
  expect(metricValue(measurements, 'memory_peak')).toBeGreaterThan(20e6);
  for (const metric of NODE_METRICS) {
    expect(unavailable?.[metric]).toMatch(
      /not a Node\.js program, or its command removes NODE_OPTIONS/,
    );
  }
  expect(unavailable?.http_round_trips).toMatch(/no Node\.js process was involved/);
});

test('measures a server without the probe when its Node.js does not accept it', async () => {
  const refusal = `case "$NODE_OPTIONS" in *--import*) echo "node: --import= is not allowed in NODE_OPTIONS"; exit 9;; esac;`;
  const { measurements, unavailable } = await measureBlock(
    httpScenario(shellServer(refusal, 'at-once'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'error_rate')).toBe(0);
  expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(0);
  for (const metric of [...NODE_METRICS, 'http_round_trips']) {
    expect(unavailable?.[metric]).toMatch(
      /is too old to load the probe or is not permitted to load it/,
    );
  }
});

test('keeps the Node.js options of the server in force', async () => {
  const env = { NODE_OPTIONS: '--no-deprecation' };
  const { measurements } = await measureBlock(
    httpScenario(fixtureServerSettings('wants-no-deprecation', { env })),
  );
  expect(metricValue(measurements, 'error_rate')).toBe(0);
  expect(measurements).toHaveProperty(['gc_count']);
});
