import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What audits of tests keep of the files that they have read goes with the folder of the tests, not to the cache of
 * whoever runs them.
 */
export const AUDIT_CACHE = { PERF_HARNESS_CACHE: join(tmpdir(), 'audit-cache') } as const;
