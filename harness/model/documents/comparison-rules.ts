import { z } from 'zod';
import { positiveInteger } from '../described-value-schemas.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

const looksSchema = z.array(z.int().positive()).readonly();

export const comparisonRulesSchema = readonlyObject({
  confidence: z
    .number()
    .describe('Confidence level: 1 minus the probability that any confirmed verdict is wrong.'),
  screen_alpha: z
    .number()
    .describe(
      'One-sided significance level at which an interim analysis of the screening run selects a metric as a candidate.',
    ),
  screen_looks: looksSchema.describe('Pair counts at which the screening run is analysed.'),
  confirm_looks: looksSchema.describe('Numbers of new pairs after which a candidate is analysed.'),
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
      'Whether all pairs measured so far are analysed if measuring ends between two interim analyses; this replaces the next interim analysis. Absent: no.',
    ),
  without_margin: readonlyObject({
    screen_alpha: z
      .number()
      .describe(
        'One-sided significance level at which an interim analysis of the screening run selects a metric as a candidate.',
      ),
    give_up: readonlyObject({
      screen_pairs: positiveInteger.describe(
        'Minimum number of screening pairs before a metric that shows no sign of a change is dropped.',
      ),
      screen_p: z
        .number()
        .describe(
          'p-value threshold: the metric is dropped if neither one-sided p-value is below it.',
        ),
      confirm_pairs: positiveInteger.describe(
        'Minimum number of new pairs before an unsupported candidate is dropped.',
      ),
    }),
  })
    .optional()
    .describe(
      'Rules for a margin of 0. Without a margin, no timed metric can be judged unchanged: a chance difference between runs of identical code may be confirmed as a change, and every other metric would be measured up to the last interim analysis.',
    ),
});
/** Rules of a live comparison; the same rules give the same verdicts on the same pairs. */
export type ComparisonRules = z.infer<typeof comparisonRulesSchema>;
