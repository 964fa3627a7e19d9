/** TLS servers with self-signed certificates. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { waitUntilServerReady } from '../../../../harness/executors/server/wait-until-server-ready.ts';
import type { ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import { createCertificate, startHttpsServer } from '../page/self-signed-https-server.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  measureFailure,
} from './http-executor-test-setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'ph-tls-'));
const { key, cert } = createCertificate(folder);
afterAll(async () => {
  await closeUnits();
  rmSync(folder, { recursive: true, force: true });
});

function secureServer(changes: Partial<ServerSettings> = {}): ServerSettings {
  return fixtureServerSettings('at-once', { env: { TLS_KEY: key, TLS_CERT: cert }, ...changes });
}

test.each([
  ['closed', { type: 'closed', connections: 4 }, { ready: { type: 'path', path: '/health' } }],
  [
    'open',
    { type: 'open', rate: 100, maxConnections: 10 },
    // A proxy is in front of the server.
    { faults: { latencyMs: 1, jitterMs: 0, errorShare: 0, dropShare: 0, upstream: null } },
  ],
] as const)('measures a TLS server of its own under the %s model', async (_name, load, changes) => {
  const server = secureServer({ ...changes, speaksTls: true });
  // More answers than connections, also on a machine that stalls.
  const scenario = httpScenario(server, { load, durationMs: 1_000 });
  const { measurements, operations } = await measureBlock(scenario);
  expect(measurements.error_rate).toBe(0);
  expect(operations).toBeGreaterThan(4);
});

test('fails with the URL to write when a TLS server is requested without TLS', async () => {
  const failure = await measureFailure(httpScenario(secureServer()));
  expect(failure.message).toMatch(/^all \d+ GET requests to \/ failed: .*; the server uses TLS$/);
  expect(failure.remedy).toBe(
    'Use `https://localhost/` in the request URL; the certificate is not checked.',
  );
});

test('waits in vain for a path that the server answers over TLS, and gives the reason', async () => {
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
