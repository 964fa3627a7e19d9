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
} from '../http/measure-http-scenario.ts';

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

test('garbage collections are those of the measured part, a request each', async () => {
  const { measurements } = await measureBlock(httpScenario(collecting('collects-garbage')));
  expect(metricValue(measurements, 'gc_count')).toBeGreaterThanOrEqual(1);
  expect(metricValue(measurements, 'gc_count')).toBeLessThan(1.5);
  expect(metricValue(measurements, 'gc_time')).toBeGreaterThan(0.05);
});

test('garbage collections of worker threads that run files count', async () => {
  const { measurements, operations } = await measureBlock(
    httpScenario(collecting('with-a-worker'), {
      load: { type: 'open', rate: 10, maxConnections: 5 },
      durationMs: 500,
    }),
  );
  // At most one collection every 5 ms; an idle server has none or one by itself in five requests.
  expect(metricValue(measurements, 'gc_count') * operations).toBeGreaterThan(4);
});

test('the delay of the event loop shows how long requests block it', async () => {
  const { measurements } = await measureBlock(httpScenario(fixtureServerSettings('blocks-50-ms')));
  expect(metricValue(measurements, 'event_loop_delay.p99')).toBeGreaterThan(40);
});

test('the memory peak is that of the largest process, and not that of the harness', async () => {
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

test('outgoing requests are counted by request, fetch and node:http alike', async () => {
  const { measurements } = await measureBlock(
    httpScenario(fixtureServerSettings('asks-twice'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'http_round_trips')).toBe(2);
});

test('a server that is not Node.js tells CPU time and memory, and why not the rest', async () => {
  const { measurements, unavailable } = await measureBlock(
    httpScenario(unprobedServerSettings('at-once'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(0);
  expect(metricValue(measurements, 'memory_peak')).toBeGreaterThan(20e6);
  for (const metric of NODE_METRICS) {
    expect(unavailable?.[metric]).toMatch(/not Node\.js, or its command takes NODE_OPTIONS away/);
  }
  expect(unavailable?.http_round_trips).toMatch(/no Node\.js process took part/);
});

test('a server whose Node.js does not take the probe is measured without it', async () => {
  const refusal = `case "$NODE_OPTIONS" in *--import*) echo "node: --import= is not allowed in NODE_OPTIONS"; exit 9;; esac;`;
  const { measurements, unavailable } = await measureBlock(
    httpScenario(shellServer(refusal, 'at-once'), { metrics: ['http_round_trips'] }),
  );
  expect(metricValue(measurements, 'error_rate')).toBe(0);
  expect(metricValue(measurements, 'cpu_time')).toBeGreaterThan(0);
  for (const metric of [...NODE_METRICS, 'http_round_trips']) {
    expect(unavailable?.[metric]).toMatch(/does not load the probe/);
  }
});

test('options that the server has for Node.js stay in force', async () => {
  const env = { NODE_OPTIONS: '--no-deprecation' };
  const { measurements } = await measureBlock(
    httpScenario(fixtureServerSettings('wants-no-deprecation', { env })),
  );
  expect(metricValue(measurements, 'error_rate')).toBe(0);
  expect(measurements).toHaveProperty(['gc_count']);
});
