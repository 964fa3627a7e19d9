import { z } from 'zod';

export const gainSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    ratio: z.number().describe('Head / base; below 1 where the value fell.'),
    interval: z
      .tuple([z.number(), z.number()])
      .readonly()
      .nullable()
      .describe('Of the ratio, at 95 %; null: none could be told.'),
  })
  .readonly();
/** Gain of a lane in one metric, compared with the common base commit. */
export type Gain = z.infer<typeof gainSchema>;
