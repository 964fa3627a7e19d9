import { afterAll, beforeAll, vi } from 'vitest';
import { createLockName } from './run-cli.ts';

/** Gives this file's tests a measurement lock of their own, so they wait for nobody else. */
export function isolateMeasurementLock(): void {
  beforeAll(() => {
    vi.stubEnv('PERF_HARNESS_LOCK', createLockName());
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}
