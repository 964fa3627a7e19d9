import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const instrumentedFunctionSchema = readonlyObject({
  name: z.string(),
  location: z.string().describe('`src/orders.js:4`, from the root of the project.'),
  calls: z.number().nonnegative(),
  total_ms: z
    .number()
    .nonnegative()
    .describe('With what it calls and awaits; a call of itself counts once.'),
  self_ms: z
    .number()
    .nonnegative()
    .describe('Of it, while no other function lasted that is instrumented and that it had called.'),
  network_calls: z.number().nonnegative().describe('HTTP requests while it lasted.'),
  database_calls: z.number().nonnegative().describe('Statements while it lasted.'),
  left_bytes: z
    .number()
    .nullable()
    .describe('Median of what single calls left behind on V8’s heap; null: it was not looked at.'),
  suspicions: z.array(z.string()).readonly().describe('Ids of those that it settled.'),
});
/** Calls of a function in one operation; medians of the runs. */
export type InstrumentedFunction = z.infer<typeof instrumentedFunctionSchema>;

const testsSchema = readonlyObject({
  command: z.string().nullable(),
  outcome: z
    .enum(['passed', 'fail-anyway', 'none'])
    .describe(
      'passed: with the instrumentation. fail-anyway: without it too. none: there are no tests, or they could not be run.',
    ),
});

export const instrumentationSchema = readonlyObject({
  way: z
    .enum(['as-loaded', 'copy'])
    .describe(
      'as-loaded: files were changed as Node.js loaded them. copy: on the disk, in a copy of the project.',
    ),
  runs: z.int().positive(),
  functions: z.array(instrumentedFunctionSchema).readonly().describe('The longest first.'),
  refused: z
    .array(readonlyObject({ name: z.string(), location: z.string(), reason: z.string() }))
    .readonly()
    .describe('Functions that were wanted and could not be instrumented.'),
  overhead: z
    .number()
    .positive()
    .nullable()
    .describe('Instrumented / plain of the primary metric; null: nothing plain was measured.'),
  tests: testsSchema,
  patch: z
    .string()
    .nullable()
    .describe('The same as a patch for the sources, from the root of the project; null: none.'),
  instrumented_files: z.array(z.string()).readonly(),
});
/** Results of instrumenting functions, where profilers were not sufficient (P811-33). */
export type Instrumentation = z.infer<typeof instrumentationSchema>;
