import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import { runRecordSchema } from './run-record.ts';

export const BASELINE_SCHEMA = 'perf-harness/baseline@1';

export const baselineSchema = readonlyObject({
  schema: z.literal(BASELINE_SCHEMA),
  name: z.string(),
  savedAt: z.string(),
  note: z.string().nullable(),
  runs: z
    .array(runRecordSchema)
    .readonly()
    .describe('One record per scenario, without the times of individual operations.'),
});

/** A named set of runs to compare with later. */
export type Baseline = z.infer<typeof baselineSchema>;
