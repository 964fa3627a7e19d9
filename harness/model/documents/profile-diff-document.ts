import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { differentialProfileSchema } from './differential-profile-schema.ts';

const sideSchema = readonlyObject({
  label: z.string().describe('Name as given by the user: a commit, a folder or files.'),
  commit: z.string().nullable(),
});

export const PROFILE_DIFF_SCHEMA = 'perf-harness/profile-diff@1';
export const profileDiffReportSchema = readonlyObject({
  schema: z.literal(PROFILE_DIFF_SCHEMA),
  id: z.string(),
  created_at: z.string(),
  scenario: z.string(),
  kind: z.string().describe('Kind of the scenario; `file`: existing profile files were compared.'),
  file: z
    .string()
    .nullable()
    .describe('Scenario file; null: the scenario was given on the command line.'),
  root: z.string().describe('Absolute path of the project folder.'),
  base: sideSchema,
  head: sideSchema,
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .describe('Seed of the measurement; null if nothing was measured.'),
  difference: differentialProfileSchema
    .nullable()
    .describe('Differential profile; null if no pair could be profiled.'),
  duration_ms: z.number().nonnegative().describe('Total duration.'),
  environment: environmentSchema.nullable(),
  findings: z.array(findingSchema).readonly(),
  state: z.enum(['completed', 'failed', 'interrupted']),
});
/** Result of `profile --diff`: changes from one side to the other, function by function. */
export type ProfileDiffReport = z.infer<typeof profileDiffReportSchema>;
