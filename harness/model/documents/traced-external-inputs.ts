import { z } from 'zod';
import { nonNegativeInteger } from '../described-value-schemas.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

const scenario = { scenario: z.string() };

export const tracedInputsSchema = z.discriminatedUnion('outcome', [
  readonlyObject({
    ...scenario,
    outcome: z.literal('same'),
    files: nonNegativeInteger.describe(
      'Number of files that the scenario read from the two sides and their packages; all of these files are equal.',
    ),
    measured: z
      .literal(true)
      .optional()
      .describe('Set if the scenario was measured anyway, to verify the trace.'),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('same-code'),
    unexecuted: z
      .string()
      .describe(
        'Changed files and functions that neither side executes. All other code of the project that they execute is the same text.',
      ),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('different'),
    what: z
      .string()
      .describe(
        'First difference between the two sides, as a path relative to the folder of each side.',
      ),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('ineligible'),
    reason: z
      .string()
      .describe('Input that a trace cannot see, or that may differ in the next run.'),
  }),
]);
/** Result of a traced or covered run of each side for one scenario. */
export type TracedInputs = z.infer<typeof tracedInputsSchema>;
