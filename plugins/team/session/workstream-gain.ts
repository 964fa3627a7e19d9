import { z } from 'zod';

export const gainSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    ratio: z.number().describe('Head/base ratio; below 1 if the value decreased.'),
    interval: z
      .tuple([z.number(), z.number()])
      .readonly()
      .nullable()
      .describe('95 % confidence interval of the ratio; null means not available.'),
  })
  .readonly();
/** Gain of a workstream in one metric, compared with the common base commit. */
export type Gain = z.infer<typeof gainSchema>;
