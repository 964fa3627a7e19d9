import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const scenario = { scenario: z.string() };

export const tracedInputsSchema = z.discriminatedUnion('outcome', [
  readonlyObject({
    ...scenario,
    outcome: z.literal('same'),
    files: z
      .int()
      .nonnegative()
      .describe('Files of the sides and of their packages that it read, all of them equal.'),
    measured: z
      .literal(true)
      .optional()
      .describe('It was measured all the same, to hold this against.'),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('different'),
    what: z
      .string()
      .describe('The first thing in which the sides differ: a path from the top of a side.'),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('ineligible'),
    reason: z
      .string()
      .describe('What a trace cannot see, or what may go another way the next time.'),
  }),
]);
/** Result of a traced start of each side for one scenario. */
export type TracedInputs = z.infer<typeof tracedInputsSchema>;
