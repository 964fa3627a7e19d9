import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const looksSchema = z.array(z.int().positive()).readonly();

export const comparisonRulesSchema = readonlyObject({
  confidence: z.number().describe('1 − the chance that any confirmed verdict is wrong.'),
  screen_alpha: z.number().describe('One-sided level of a look that makes a candidate.'),
  screen_looks: looksSchema.describe('Pairs at which the screen is judged.'),
  confirm_looks: looksSchema.describe('Fresh pairs at which a candidate is judged.'),
  confirm_alpha: z
    .number()
    .describe('One-sided level that all candidates and all their looks share.'),
  counted_looks: looksSchema.describe(
    'Pairs at which a counted metric is judged whose spread is known from calibration.',
  ),
  counted_looks_own: looksSchema.describe('The same by the spread of the run itself.'),
  counted_alpha: z
    .number()
    .describe('Level that all gated counted comparisons and all their looks share.'),
  last_look: z
    .boolean()
    .optional()
    .describe(
      'Whether pairs beyond the last look are looked at in place of the next one, once measuring is over. Left out: not.',
    ),
  without_margin: readonlyObject({
    screen_alpha: z.number().describe('One-sided level of a look that makes a candidate.'),
    give_up: readonlyObject({
      screen_pairs: z.int().positive().describe('From so many pairs of the screen on,'),
      screen_p: z.number().describe('where neither one-sided probability is below this.'),
      confirm_pairs: z
        .int()
        .positive()
        .describe('From so many fresh pairs on, where they do not point that way.'),
    }),
  })
    .optional()
    .describe(
      'At margin 0 a timed metric is never unchanged, so every candidate of the same code may be confirmed by chance, and all others would be measured to the last look.',
    ),
});
/** Rules of a live comparison; the same rules give the same verdicts on the same pairs. */
export type ComparisonRules = z.infer<typeof comparisonRulesSchema>;
