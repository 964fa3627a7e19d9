import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const looksSchema = z.array(z.int().positive()).readonly();

export const comparisonRulesSchema = readonlyObject({
  confidence: z.number().describe('1 − the probability that any confirmed verdict is wrong.'),
  screen_alpha: z
    .number()
    .describe('One-sided level at which an interim analysis selects a candidate.'),
  screen_looks: looksSchema.describe('Pair counts at which the screening run is analysed.'),
  confirm_looks: looksSchema.describe('Fresh-pair counts at which a candidate is analysed.'),
  confirm_alpha: z
    .number()
    .describe('One-sided level shared by all candidates and all their interim analyses.'),
  counted_looks: looksSchema.describe(
    'Pair counts at which a counted metric with a calibrated spread is analysed.',
  ),
  counted_looks_own: looksSchema.describe('Pair counts if the spread comes from the run itself.'),
  counted_alpha: z
    .number()
    .describe('Level shared by all gated counted comparisons and all their interim analyses.'),
  last_look: z
    .boolean()
    .optional()
    .describe(
      'Whether pairs after the last interim analysis are analysed in place of the next analysis once measuring ends. Absent: no.',
    ),
  without_margin: readonlyObject({
    screen_alpha: z
      .number()
      .describe('One-sided level at which an interim analysis selects a candidate.'),
    give_up: readonlyObject({
      screen_pairs: z.int().positive().describe('From this many screening pairs on,'),
      screen_p: z.number().describe('if neither one-sided p-value is below this.'),
      confirm_pairs: z
        .int()
        .positive()
        .describe(
          "From this many fresh pairs on, if they do not point in the candidate's direction.",
        ),
    }),
  })
    .optional()
    .describe(
      'At margin 0 a timed metric is never unchanged, so any candidate from identical code may be confirmed by chance, and all other metrics would be measured up to the last interim analysis.',
    ),
});
/** Rules of a live comparison; the same rules give the same verdicts on the same pairs. */
export type ComparisonRules = z.infer<typeof comparisonRulesSchema>;
