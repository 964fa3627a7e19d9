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
  process.env.COMPILED_FOR_TESTS ??= mkdtempSync(join(tmpdir(), 'compiled-'));
  if (!process.env.TEST_COVERAGE) enableCompileCache();
}

/** For what this process starts from now on. */
export function enableCompileCache(): void {
  process.env.NODE_COMPILE_CACHE ??= process.env.COMPILED_FOR_TESTS;
}
