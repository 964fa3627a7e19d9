import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

const looksSchema = z.array(z.int().positive()).readonly();

export const comparisonRulesSchema = readonlyObject({
  confidence: z.number().describe('1 − the probability that any confirmed verdict is wrong.'),
  screen_alpha: z
    .number()
    .describe('One-sided significance level at which an interim analysis selects a candidate.'),
  screen_looks: looksSchema.describe('Pair counts at which the screening run is analysed.'),
  confirm_looks: looksSchema.describe('Numbers of fresh pairs at which a candidate is analysed.'),
  confirm_alpha: z
    .number()
    .describe(
      'One-sided significance level shared by all candidates and all their interim analyses.',
    ),
  counted_looks: looksSchema.describe(
    'Pair counts at which a counted metric with a calibrated spread is analysed.',
  ),
  counted_looks_own: looksSchema.describe(
    'Pair counts at which a counted metric is analysed if its spread comes from the run itself.',
  ),
  counted_alpha: z
    .number()
    .describe(
      'Significance level shared by all gated counted comparisons and all their interim analyses.',
    ),
  last_look: z
    .boolean()
    .optional()
    .describe(
      'Whether, if measuring ends between two interim analyses, all pairs so far are analysed in place of the next analysis. Absent: no.',
    ),
  without_margin: readonlyObject({
    screen_alpha: z
      .number()
      .describe('One-sided significance level at which an interim analysis selects a candidate.'),
    give_up: readonlyObject({
      screen_pairs: z
        .int()
        .positive()
        .describe(
          'Minimum number of screening pairs after which a metric without sign of a change is dropped.',
        ),
      screen_p: z
        .number()
        .describe('The metric is dropped if neither one-sided p-value is below this level.'),
      confirm_pairs: z
        .int()
        .positive()
        .describe(
          'Minimum number of fresh pairs after which a candidate they do not support is dropped.',
        ),
    }),
  })
    .optional()
    .describe(
      'Rules for a margin of 0: no timed metric can then be unchanged, so identical code may be confirmed as changed by chance, and every other metric would be measured up to the last interim analysis.',
    ),
});
/** Rules of a live comparison; the same rules give the same verdicts on the same pairs. */
export type ComparisonRules = z.infer<typeof comparisonRulesSchema>;
