import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import { functionSchema, profileUnitSchema } from './profile-document.ts';

const changeSchema = readonlyObject({
  estimate: z.number().describe('Hodges-Lehmann estimate over the pairs.'),
  low: z
    .number()
    .nullable()
    .describe(
      'null: there are too few pairs to know the noise, or to know it of so many functions.',
    ),
  high: z.number().nullable(),
});

const functionChangeSchema = readonlyObject({
  function: z.int().nonnegative().describe('Index into `functions`.'),
  state: z.enum(['both', 'new', 'gone']).describe('Whether each side has it.'),
  base: z.number().nonnegative().describe('Median for one operation, innermost only.'),
  head: z.number().nonnegative(),
  change: changeSchema,
  beyond_noise: z.boolean().describe('The change is more than chance, and large enough to matter.'),
});
/** Change of one function between the sides. */
export type FunctionChange = z.infer<typeof functionChangeSchema>;

const differenceTreeSchema = readonlyObject({
  parent: z.array(z.int()).readonly().describe('Index of the node above; −1: none.'),
  function: z.array(z.int().nonnegative()).readonly(),
  base: z
    .array(z.number().nonnegative())
    .readonly()
    .describe('Mean for one operation, innermost, with what was cut off below as too small.'),
  head: z.array(z.number().nonnegative()).readonly(),
}).describe('Calls of both sides in one tree; a parent stands before its children.');

export const differentialProfileSchema = readonlyObject({
  tool: z.string(),
  unit: profileUnitSchema,
  pairs: z.int().positive().describe('Profiled units of each side.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('Of all intervals together; 0: there are too few pairs for any.'),
  base: z
    .number()
    .nonnegative()
    .describe('Median for one operation: all that was seen while the program was not idle.'),
  head: z.number().nonnegative(),
  change: changeSchema.describe('Of the whole.'),
  explained: z.number().describe('Sum of the changes beyond noise.'),
  functions: z
    .array(functionSchema)
    .readonly()
    .describe('As the head has them, or the base where it alone does; files from the project on.'),
  changes: z
    .array(functionChangeSchema)
    .readonly()
    .describe('Those beyond noise first, each kind by the size of the change.'),
  tree: differenceTreeSchema,
});
/** Two sides of the same work, profiled: which functions make up the difference. */
export type DifferentialProfile = z.infer<typeof differentialProfileSchema>;

export const explanationSchema = readonlyObject({
  scenario: z.string(),
  metrics: z
    .array(z.string())
    .readonly()
    .describe('Timed metrics that are better or worse; the first is the one explained.'),
  profiled: readonlyObject({ base: z.number(), head: z.number() })
    .nullable()
    .describe('Medians of the first metric in the profiled trials, which profiling slows.'),
  duration_ms: z.number().nonnegative().describe('That profiling took.'),
  difference: differentialProfileSchema,
});
/** Code that explains a verdict, found in separate profiled trials. */
export type Explanation = z.infer<typeof explanationSchema>;
