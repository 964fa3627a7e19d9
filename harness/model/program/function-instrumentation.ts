import { z } from 'zod';
import { nonNegativeNumber, nullableNumber, nullableText } from '../described-value-schemas.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

const instrumentedFunctionSchema = readonlyObject({
  name: z.string(),
  location: z
    .string()
    .describe('Location such as `src/orders.js:4`, relative to the project root.'),
  calls: z.number().nonnegative(),
  total_ms: nonNegativeNumber.describe(
    'Time including called and awaited work; recursive calls are counted only once.',
  ),
  self_ms: nonNegativeNumber.describe(
    'Total time minus the time spent in other instrumented functions that this function calls.',
  ),
  network_calls: nonNegativeNumber.describe('HTTP requests sent while the function ran.'),
  database_calls: nonNegativeNumber.describe(
    'Database statements executed while the function ran.',
  ),
  left_bytes: nullableNumber.describe(
    'Median number of bytes that each call leaves on the V8 heap; null means not measured.',
  ),
  suspicions: z
    .array(z.string())
    .readonly()
    .describe('Ids of the hypotheses that the instrumentation of this function settled.'),
});
/** Calls of a function in one operation; medians of the runs. */
export type InstrumentedFunction = z.infer<typeof instrumentedFunctionSchema>;

const testsSchema = readonlyObject({
  command: z.string().nullable(),
  outcome: z
    .enum(['passed', 'fail-anyway', 'none'])
    .describe(
      'passed: the tests passed with the instrumentation. fail-anyway: the tests also fail without the instrumentation. none: there are no tests, or the tests could not be run.',
    ),
});

export const instrumentationSchema = readonlyObject({
  way: z
    .enum(['as-loaded', 'copy'])
    .describe(
      'as-loaded: files were instrumented as Node.js loaded them. copy: files were instrumented on disk, in a copy of the project.',
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
    .describe(
      'Primary metric with instrumentation divided by the same metric without it; null means not measured without instrumentation.',
    ),
  tests: testsSchema,
  patch: nullableText.describe(
    'The instrumentation as a patch for the source files, with paths relative to the project root; null means no patch.',
  ),
  instrumented_files: z.array(z.string()).readonly(),
});
/** Results of instrumenting functions, where profilers were not sufficient (P811-33). */
export type Instrumentation = z.infer<typeof instrumentationSchema>;
