import { afterAll, beforeAll, vi } from 'vitest';
import { createLockName } from './run-cli.ts';

/**
 * Gives the tests of this file a measurement lock of their own, so that they wait for nobody else
 * on the machine.
 */
export function isolateMeasurementLock(): void {
  beforeAll(() => {
    vi.stubEnv('PERF_HARNESS_LOCK', createLockName());
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}
