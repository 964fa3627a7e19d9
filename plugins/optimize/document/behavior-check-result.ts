import { z } from 'zod';

const counterexampleSchema = z
  .object({
    call: z.string().describe('The smallest call that differs, as a line of code.'),
    before: z.string().describe('What it came to before the change.'),
    after: z.string(),
    kind: z.enum(['result', 'error', 'mutation', 'callbacks', 'rejection', 'time']),
    test: z
      .string()
      .describe('A file for node:test that passes before the change and fails after.'),
    origin: z.enum(['captured', 'made']).describe('A call that was seen, or one made from those.'),
  })
  .readonly();
/** Call for which the old and the new code behave differently. */
export type Counterexample = z.infer<typeof counterexampleSchema>;
/** Aspect in which two versions of a module differ. */
export type DifferenceKind = Counterexample['kind'];

const callSizeSchema = z
  .object({
    of: z
      .enum(['lists', 'texts', 'any'])
      .describe('Of what the size is: the longest list, map or set; else the longest text.'),
    up_to: z.int().nonnegative().describe('Items or characters at the most: 1, 4, 16 …'),
  })
  .readonly();
/** Size class of the input of a call. */
export type CallSize = z.infer<typeof callSizeSchema>;

const lossSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('time'),
      function: z.string(),
      size: callSizeSchema,
      calls: z.int().positive().describe('So many of this size were seen.'),
      share: z.number().describe('Of the time of all calls that were seen; 1 is all.'),
      ratio: z.number().describe('Time after by time before; above 1 it is slower.'),
      low: z.number(),
      high: z.number(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('memory'),
      function: z.string(),
      bytes: z.number().describe('Kept for each call with other arguments, without an end.'),
      bytes_before: z.number(),
    })
    .readonly(),
]);
/** Extra cost of calls of the new code over the old code. */
export type CallLoss = z.infer<typeof lossSchema>;

export const checkResultSchema = z.discriminatedUnion('state', [
  z
    .object({
      state: z.literal('same'),
      functions: z.array(z.string()).readonly(),
      captured: z.int().nonnegative().describe('Calls that were seen and done again.'),
      made: z.int().nonnegative().describe('Calls that were made from those.'),
      seconds: z.number().nonnegative(),
      assumes: z.array(z.string()).readonly().describe('What no call can show, a sentence each.'),
      losses: z
        .array(lossSchema)
        .readonly()
        .optional()
        .describe('Sizes of calls that are slower, and too little of the time to count.'),
    })
    .readonly(),
  z
    .object({
      state: z.literal('loses'),
      functions: z.array(z.string()).readonly(),
      losses: z.array(lossSchema).readonly().describe('The same comes of it, at this price.'),
    })
    .readonly(),
  z.object({ state: z.literal('differs'), counterexample: counterexampleSchema }).readonly(),
  z.object({ state: z.literal('unknown'), reason: z.string() }).readonly(),
]);
/** Result of running the old and the new code side by side. */
export type CheckResult = z.infer<typeof checkResultSchema>;
