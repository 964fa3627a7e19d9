import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { waitUntilServerReady } from '../../../../harness/executors/server/wait-for-server.ts';
import { getMetric } from '../../../../harness/model/metric.ts';
import type { ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { createCertificate, startHttpsServer } from '../page/self-signed-https-server.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  measureFailure,
  requestSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'ph-http-executor-'));
afterAll(async () => {
  await closeUnits();
  rmSync(folder, { recursive: true, force: true });
});

const HOOKS = fileURLToPath(new URL('../../../fixtures/http/with-hooks.mjs', import.meta.url));

test('gives a block that fits the record, with every named metric or why it is unavailable', async () => {
  const { own, onRequest } = listKindMetrics('http');
  const asked = [...own, ...onRequest];
  const env = { NODE_OPTIONS: '--no-deprecation' };
  expect(asked.map((name) => getMetric(name).name)).toEqual(asked);
  const block = await measureBlock(
    httpScenario(fixtureServerSettings('wants-no-deprecation', { env }), {
      metrics: onRequest,
      cache: { type: 'header', name: 'x-cache', hit: 'HIT' },
      // Times need not be whole milliseconds.
      durationMs: 80.3,
      warmupMs: 20.3,
      request: requestSettings({ timeoutMs: 30_000.5 }),
    }),
  );
  const told = [...Object.keys(block.measurements), ...Object.keys(block.unavailable ?? {})];
  expect(told.toSorted()).toEqual(asked.toSorted());
  expect(blockSchema.parse(block)).toEqual(block);
  expect(block.notes).toMatchObject({
    model: 'closed',
    generator_saturated: expect.any(Boolean),
    // Only live comparisons separate the cores.
    cores_apart: false,
  });
  // The server keeps its own Node.js options beside those of the probe.
  expect(block.measurements).toMatchObject({ error_rate: 0, gc_count: expect.any(Number) });
});

test('runs hooks around the server, with the fixture that setup made', async () => {
  const log = join(folder, 'log');
  const scenario = httpScenario(fixtureServerSettings('logs'), {
    source: { file: HOOKS, name: 'logged' },
    hooks: ['setup', 'teardown', 'beforeEach'],
    env: { LOG: log },
  });
  await withHttpUnit(scenario, async (unit) => {
    await unit.measure({ index: 0, durationMs: 20 });
    await unit.measure({ index: 1, durationMs: 20 });
  });
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
    'setup',
    'server starts',
    'beforeEach 3',
    'beforeEach 3',
    'server ends',
    'teardown 3',
  ]);
});

test('ends a running load on an interrupt', async () => {
  const controller = new AbortController();
  const scenario = httpScenario(fixtureServerSettings('at-once'), { durationMs: 60_000 });
  const measuring = withHttpUnit(
    scenario,
    (unit) => {
      setTimeout(() => controller.abort(), 100);
      return unit.measure({ index: 0, durationMs: null });
    },
    controller.signal,
  );
  await expect(measuring).rejects.toMatchObject({ failure: { reason: 'timeout' } });
});

describe('TLS server with a self-signed certificate', () => {
  const { key, cert } = createCertificate(folder);

  function secureServer(changes: Partial<ServerSettings> = {}): ServerSettings {
    return fixtureServerSettings('after-20-ms', {
      env: { TLS_KEY: key, TLS_CERT: cert },
      ...changes,
    });
  }

  test.each([
    ['closed', { type: 'closed', connections: 4 }, { ready: { type: 'path', path: '/health' } }],
    [
      'open',
      { type: 'open', rate: 100, maxConnections: 10 },
      // A proxy is in front of the server.
      { faults: { latencyMs: 1, jitterMs: 0, errorShare: 0, dropShare: 0, upstream: null } },
    ],
  ] as const)('is measured under the %s model', async (_name, load, changes) => {
    const server = secureServer({ ...changes, speaksTls: true });
    // More answers than connections, also on a machine that stalls.
    const scenario = httpScenario(server, { load, durationMs: 500 });
    const { measurements, operations } = await measureBlock(scenario);
    expect(measurements.error_rate).toBe(0);
    expect(operations).toBeGreaterThan(4);
  });

  test('fails with the URL to write when it is requested without TLS', async () => {
    const failure = await measureFailure(httpScenario(secureServer()));
    expect(failure.message).toMatch(/^all \d+ GET requests to \/ failed: .*; the server uses TLS$/);
    expect(failure.remedy).toBe(
      'Use `https://localhost/` in the request URL; the certificate is not checked.',
    );
  });

  test('is awaited in vain for a path that it answers over TLS, which is reported', async () => {
    const server = await startHttpsServer(folder);
    const outcome = await waitUntilServerReady({
      ready: { type: 'path', path: '/health' },
      port: Number(new URL(server.url).port),
      isSecure: false,
      limitMs: 50,
      hasPrinted: () => false,
      signal: new AbortController().signal,
    });
    await server.close();
    expect(outcome).toMatchObject({ saw: '/health did not respond because the server uses TLS' });
  });
});
