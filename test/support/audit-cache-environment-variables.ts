import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Environment of audits in tests: their cache is removed with the folder of the tests, and the
 * cache of the user stays as it is.
 */
export const AUDIT_CACHE_VARIABLES = { PERF_HARNESS_CACHE: join(tmpdir(), 'audit-cache') } as const;
