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
      .describe('Files of the sides and of their packages that it read, all equal.'),
    measured: z.literal(true).optional().describe('Measured anyway, to verify the trace.'),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('different'),
    what: z.string().describe('First difference between the sides: a path relative to the side.'),
  }),
  readonlyObject({
    ...scenario,
    outcome: z.literal('ineligible'),
    reason: z.string().describe('What a trace cannot see, or what may differ the next time.'),
  }),
]);
/** Result of a traced start of each side for one scenario. */
export type TracedInputs = z.infer<typeof tracedInputsSchema>;
