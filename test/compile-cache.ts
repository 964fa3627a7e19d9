/**
 * Processes that tests start load the same TypeScript again and again: Node.js keeps what it has
 * stripped and compiled in one folder for the whole run, which halves what such a process costs.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** After the folder for temporary files, which this one goes with. */
export function setup(): void {
  process.env.PERF_HARNESS_STRIPPED ??= mkdtempSync(join(tmpdir(), 'stripped-'));
  // Code out of the cache has no counters: coverage would know functions only, not their blocks.
  if (process.env.TEST_COVERAGE) return;
  process.env.NODE_COMPILE_CACHE ??= mkdtempSync(join(tmpdir(), 'compiled-'));
}
