import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const instrumentedFunctionSchema = readonlyObject({
  name: z.string(),
  location: z.string().describe('`src/orders.js:4`, relative to the project root.'),
  calls: z.number().nonnegative(),
  total_ms: z
    .number()
    .nonnegative()
    .describe('Including called and awaited work; recursive calls count once.'),
  self_ms: z
    .number()
    .nonnegative()
    .describe(
      'Part of the total that excludes time in other instrumented functions called by this function.',
    ),
  network_calls: z.number().nonnegative().describe('HTTP requests while it ran.'),
  database_calls: z.number().nonnegative().describe('Database statements while it ran.'),
  left_bytes: z
    .number()
    .nullable()
    .describe('Median of the bytes that single calls leave on V8’s heap; null: not measured.'),
  suspicions: z.array(z.string()).readonly().describe('Ids of the hypotheses that it settled.'),
});
/** Calls of a function in one operation; medians of the runs. */
export type InstrumentedFunction = z.infer<typeof instrumentedFunctionSchema>;

const testsSchema = readonlyObject({
  command: z.string().nullable(),
  outcome: z
    .enum(['passed', 'fail-anyway', 'none'])
    .describe(
      'passed: with the instrumentation. fail-anyway: failed without it too. none: there are no tests, or they could not be run.',
    ),
});

export const instrumentationSchema = readonlyObject({
  way: z
    .enum(['as-loaded', 'copy'])
    .describe(
      'as-loaded: files changed as Node.js loaded them. copy: files changed on disk, in a copy of the project.',
    ),
  runs: z.int().positive(),
  functions: z.array(instrumentedFunctionSchema).readonly().describe('Longest first.'),
  refused: z
    .array(readonlyObject({ name: z.string(), location: z.string(), reason: z.string() }))
    .readonly()
    .describe('Requested functions that could not be instrumented.'),
  overhead: z
    .number()
    .positive()
    .nullable()
    .describe('Instrumented / plain for the primary metric; null: no plain measurement.'),
  tests: testsSchema,
  patch: z
    .string()
    .nullable()
    .describe(
      'The instrumentation as a patch for the sources, relative to the project root; null: none.',
    ),
  instrumented_files: z.array(z.string()).readonly(),
});
/** Results of instrumenting functions, where profilers were not sufficient (P811-33). */
export type Instrumentation = z.infer<typeof instrumentationSchema>;
