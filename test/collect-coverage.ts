/**
 * Coverage of the tests and of some child processes: tests in these folders cover code that runs in
 * separate processes. Other tests start whole commands, whose code they also run in their own
 * process; for those, the compile cache is worth more.
 */
import { resolve } from 'node:path';
import { takeCoverage } from 'node:v8';
import { afterAll, expect } from 'vitest';
import { enableCompileCache } from './compile-cache.ts';

const STARTS_WHAT_IT_TESTS =
  /\/test\/(?:harness\/|cli\/(?:ci\/|(?:fast-path-output|interrupts|optimize-\w+|progress|start|waiting)\.))/u;

const raw = process.env.TEST_COVERAGE;
if (raw) {
  if (STARTS_WHAT_IT_TESTS.test(expect.getState().testPath ?? '')) {
    process.env.NODE_V8_COVERAGE = resolve(raw);
    // Code out of the cache has no counters: coverage would know functions only, not their blocks.
    delete process.env.NODE_COMPILE_CACHE;
  } else {
    delete process.env.NODE_V8_COVERAGE;
    enableCompileCache();
  }
  // vitest ends its workers by a signal, with which V8 writes no coverage.
  afterAll(() => takeCoverage());
}
