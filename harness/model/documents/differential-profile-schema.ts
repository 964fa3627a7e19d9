import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import { functionSchema, profileUnitSchema } from './profile-document.ts';

const changeSchema = readonlyObject({
  estimate: z.number().describe('Change estimated from the pairs (Hodges-Lehmann estimator).'),
  low: z
    .number()
    .nullable()
    .describe(
      'Lower bound of the change; null if there are too few pairs to estimate the noise, or too few for this many functions.',
    ),
  high: z.number().nullable(),
});

const functionChangeSchema = readonlyObject({
  function: z.int().nonnegative().describe('Index into `functions`.'),
  state: z
    .enum(['both', 'new', 'gone'])
    .describe('Which sides of the comparison contain the function.'),
  base: z
    .number()
    .nonnegative()
    .describe('Weight of the function in the base: median per operation, excluding callees.'),
  head: z.number().nonnegative(),
  change: changeSchema,
  beyond_noise: z
    .boolean()
    .describe('Whether the change is larger than chance can explain and large enough to matter.'),
});
/** Change of one function between the sides. */
export type FunctionChange = z.infer<typeof functionChangeSchema>;

const differenceTreeSchema = readonlyObject({
  parent: z.array(z.int()).readonly().describe('Index of the parent of each node; −1 for a root.'),
  function: z.array(z.int().nonnegative()).readonly(),
  base: z
    .array(z.number().nonnegative())
    .readonly()
    .describe(
      'Weight of each node in the base: mean per operation, excluding callees but including descendants pruned for being too small.',
    ),
  head: z.array(z.number().nonnegative()).readonly(),
}).describe('Call tree that combines base and head; parents precede their children.');

export const differentialProfileSchema = readonlyObject({
  tool: z.string(),
  unit: profileUnitSchema,
  pairs: z.int().positive().describe('Number of profiled trials per side of the comparison.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('Joint confidence of all intervals; 0 if there are too few pairs for any interval.'),
  base: z
    .number()
    .nonnegative()
    .describe('Total recorded in the base while the program was not idle; median per operation.'),
  head: z.number().nonnegative(),
  change: changeSchema.describe('Change of the total between base and head.'),
  explained: z.number().describe('Sum of the function changes that exceed the noise.'),
  functions: z
    .array(functionSchema)
    .readonly()
    .describe(
      'Functions of the head, or of the base if only the base has them; file paths are relative to the project.',
    ),
  changes: z
    .array(functionChangeSchema)
    .readonly()
    .describe(
      'Changes that exceed the noise come first, then all others; each group is sorted by size.',
    ),
  tree: differenceTreeSchema,
});
/** Two sides of the same work, profiled: which functions make up the difference. */
export type DifferentialProfile = z.infer<typeof differentialProfileSchema>;

export const explanationSchema = readonlyObject({
  scenario: z.string(),
  metrics: z
    .array(z.string())
    .readonly()
    .describe('Timed metrics that improved or regressed; this entry explains the first of them.'),
  profiled: readonlyObject({ base: z.number(), head: z.number() })
    .nullable()
    .describe(
      'Medians of the first metric, measured in the profiled trials; profiling makes these slower than normal trials.',
    ),
  duration_ms: z.number().nonnegative().describe('Time spent profiling.'),
  difference: differentialProfileSchema,
});
/** Code that explains a verdict, found in separate profiled trials. */
export type Explanation = z.infer<typeof explanationSchema>;
