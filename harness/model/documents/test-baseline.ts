import { z } from 'zod';
import { findingSchema } from '../finding.ts';

/** What a baseline says, by the names that it has in a performance map. */
export const BASELINE_FIELDS = [
  'wall_time_ms',
  'cpu_time_ms',
  'memory_peak_mb',
  'memory_delta_mb',
  'io_read_bytes',
  'io_write_bytes',
  'http_round_trips',
] as const;
export type BaselineField = (typeof BASELINE_FIELDS)[number];

const fieldSchema = z.enum(BASELINE_FIELDS);

export const testBaselineSchema = z
  .object({
    test_command: z.string(),
    metrics: z
      .partialRecord(fieldSchema, z.number())
      .readonly()
      .describe('Medians of the runs. What was not asked for or could not be had is not there.'),
    samples: z
      .partialRecord(fieldSchema, z.array(z.number()).readonly())
      .readonly()
      .describe('Every kept run, in the order of measuring: those of a place are of the same run.'),
    unavailable: z
      .partialRecord(fieldSchema, z.string())
      .readonly()
      .describe('What was asked for and could not be had, with the reason.'),
    runs: z.int().nonnegative().describe('Kept runs.'),
    discarded: z.int().nonnegative().describe('Runs before them, that warm caches up.'),
    state: z
      .enum(['measured', 'blocked', 'interrupted'])
      .describe('blocked: a run failed, so that nothing can be said of the program.'),
    findings: z.array(findingSchema).readonly(),
  })
  .readonly();
/** What a test command takes before anything is changed. */
export type TestBaseline = z.infer<typeof testBaselineSchema>;
