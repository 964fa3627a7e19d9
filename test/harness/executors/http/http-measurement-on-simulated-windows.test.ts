/** Servers on a platform without signals, resource usage of processes or core pinning. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { simulatePlatform, TESTED_PLATFORMS } from '../../../support/simulated-platform.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  unprobedServerSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';

afterAll(closeUnits);

describe.runIf(TESTED_PLATFORMS.includes('windows'))('HTTP measurement on Windows', () => {
  simulatePlatform('windows');

  test('asks a Node.js server to end, and the server acts as at SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ph-elsewhere-'));
    const log = join(folder, 'log');
    const scenario = httpScenario(fixtureServerSettings('logs'), { env: { LOG: log } });
    await withHttpUnit(scenario, (unit) => unit.measure({ index: 0, durationMs: 100 }));
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['server starts', 'server ends']);
    rmSync(folder, { recursive: true });
  });

  test('measures latency of a server without a probe, and gives a reason for each missing metric', async () => {
    const { measurements, unavailable } = await measureBlock(
      // A percentile needs 20 answers, also of a machine that stalls.
      httpScenario(unprobedServerSettings('after-20-ms'), { durationMs: 1_000 }),
    );
    expect(measurements['latency.p95']).toBeGreaterThan(0);
    expect(measurements.cpu_time).toBeUndefined();
    expect(unavailable?.cpu_time).toBe(
      'the system does not report the resource usage of the server processes',
    );
    expect(unavailable?.memory_peak).toBe(unavailable?.cpu_time);
  });
});
