import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import { functionSchema, profileUnitSchema } from './profile-document.ts';

const changeSchema = readonlyObject({
  estimate: z.number().describe('Hodges-Lehmann estimate over the pairs.'),
  low: z
    .number()
    .nullable()
    .describe(
      'null: too few pairs to estimate the noise, or to estimate it for this many functions.',
    ),
  high: z.number().nullable(),
});

const functionChangeSchema = readonlyObject({
  function: z.int().nonnegative().describe('Index into `functions`.'),
  state: z
    .enum(['both', 'new', 'gone'])
    .describe('Which sides of the comparison contain the function.'),
  base: z.number().nonnegative().describe('Median per operation, excluding callees.'),
  head: z.number().nonnegative(),
  change: changeSchema,
  beyond_noise: z
    .boolean()
    .describe('Whether the change is larger than chance explains and large enough to matter.'),
});
/** Change of one function between the sides. */
export type FunctionChange = z.infer<typeof functionChangeSchema>;

const differenceTreeSchema = readonlyObject({
  parent: z.array(z.int()).readonly().describe('Index of the parent node; −1: none.'),
  function: z.array(z.int().nonnegative()).readonly(),
  base: z
    .array(z.number().nonnegative())
    .readonly()
    .describe('Mean per operation, excluding callees but including pruned small descendants.'),
  head: z.array(z.number().nonnegative()).readonly(),
}).describe('Calls of both sides in one tree; parents precede their children.');

export const differentialProfileSchema = readonlyObject({
  tool: z.string(),
  unit: profileUnitSchema,
  pairs: z.int().positive().describe('Profiled units per side.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('Joint confidence of all intervals; 0: too few pairs for any interval.'),
  base: z
    .number()
    .nonnegative()
    .describe('Median per operation of everything observed while the program was not idle.'),
  head: z.number().nonnegative(),
  change: changeSchema.describe('Change of the total.'),
  explained: z.number().describe('Sum of the changes beyond noise.'),
  functions: z
    .array(functionSchema)
    .readonly()
    .describe(
      'Functions of the head, or of the base if only the base has them; file paths are relative to the project.',
    ),
  changes: z
    .array(functionChangeSchema)
    .readonly()
    .describe('Changes beyond noise first, then the others, each group sorted by size.'),
  tree: differenceTreeSchema,
});
/** Two sides of the same work, profiled: which functions make up the difference. */
export type DifferentialProfile = z.infer<typeof differentialProfileSchema>;

export const explanationSchema = readonlyObject({
  scenario: z.string(),
  metrics: z
    .array(z.string())
    .readonly()
    .describe('Timed metrics that became better or worse; the first of them is explained here.'),
  profiled: readonlyObject({ base: z.number(), head: z.number() })
    .nullable()
    .describe('Medians of the first metric in the profiled trials, which profiling slows down.'),
  duration_ms: z.number().nonnegative().describe('Time spent profiling.'),
  difference: differentialProfileSchema,
});
/** Code that explains a verdict, found in separate profiled trials. */
export type Explanation = z.infer<typeof explanationSchema>;
