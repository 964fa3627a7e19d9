import * as compiling from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../harness/host/cache-folder.ts';

/**
 * Has Node.js keep what it compiles of the command line in the cache folder, and take it from there the
 * next time. Measured processes know nothing of it; what is left of their TypeScript without its types is
 * kept for them too. Where the folder cannot be written, nothing is kept.
 */
export function keepCompiled(): void {
  const { env } = process;
  const folder = cacheFolder({ env, temporaryFolder: tmpdir() });
  env.PERF_HARNESS_STRIPPED ??= join(folder, 'stripped');
  env.PERF_HARNESS_TOOLS ??= join(folder, 'tools');
  // What comes out of a cache is counted less exactly.
  if (env.NODE_V8_COVERAGE !== undefined) return;
  compiling.enableCompileCache(join(folder, 'compiled'));
}
