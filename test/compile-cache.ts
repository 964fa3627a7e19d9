/**
 * Processes started by tests load the same TypeScript repeatedly: Node.js caches stripped and
 * compiled code in one folder for the whole run, which halves the cost of such a process.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs after the temporary folder is created, with which this one is removed. */
export function setup(): void {
  process.env.PERF_HARNESS_STRIPPED ??= mkdtempSync(join(tmpdir(), 'stripped-'));
  process.env.COMPILED_FOR_TESTS ??= mkdtempSync(join(tmpdir(), 'compiled-'));
  if (!process.env.TEST_COVERAGE) enableCompileCache();
}

/** Enables the cache for processes started from now on. */
export function enableCompileCache(): void {
  process.env.NODE_COMPILE_CACHE ??= process.env.COMPILED_FOR_TESTS;
}
