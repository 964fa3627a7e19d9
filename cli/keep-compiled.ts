import * as compiling from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../harness/host/cache-folder.ts';

/**
 * Has Node.js keep what it compiles of the command line in the cache folder, and take it from there the
 * next time. Measured processes know nothing of it. Where the folder cannot be written, nothing is kept.
 */
export function keepCompiled(): void {
  const { env } = process;
  // What comes out of a cache is counted less exactly.
  if (env.NODE_V8_COVERAGE !== undefined) return;
  compiling.enableCompileCache(join(cacheFolder({ env, temporaryFolder: tmpdir() }), 'compiled'));
}
