/** vitest ends its workers by a signal, with which V8 writes no coverage: it is taken before. */
import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

if (process.env.NODE_V8_COVERAGE) afterAll(() => takeCoverage());
