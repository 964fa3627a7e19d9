import { afterAll, beforeAll, vi } from 'vitest';
import { ownLock } from './run-cli.ts';

/** What the tests of this file measure by calls of programs waits for nobody else on the machine. */
export function measureUnderOwnLock(): void {
  beforeAll(() => {
    vi.stubEnv('PERF_HARNESS_LOCK', ownLock());
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}
