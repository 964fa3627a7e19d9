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
/** A call of which the old and the new code make something different. */
export type Counterexample = z.infer<typeof counterexampleSchema>;
/** In what two versions of a module differ. */
export type DifferenceKind = Counterexample['kind'];

export const checkResultSchema = z.discriminatedUnion('state', [
  z
    .object({
      state: z.literal('same'),
      functions: z.array(z.string()).readonly(),
      captured: z.int().nonnegative().describe('Calls that were seen and done again.'),
      made: z.int().nonnegative().describe('Calls that were made from those.'),
      seconds: z.number().nonnegative(),
      assumes: z.array(z.string()).readonly().describe('What no call can show, a sentence each.'),
    })
    .readonly(),
  z.object({ state: z.literal('differs'), counterexample: counterexampleSchema }).readonly(),
  z.object({ state: z.literal('unknown'), reason: z.string() }).readonly(),
]);
/** What running the old and the new code side by side has shown. */
export type CheckResult = z.infer<typeof checkResultSchema>;
