import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { differentialProfileSchema } from './differential-profile-schema.ts';

const sideSchema = readonlyObject({
  label: z.string().describe('As it was asked for: a commit, a folder, files.'),
  commit: z.string().nullable(),
});

export const PROFILE_DIFF_SCHEMA = 'perf-harness/profile-diff@1';
export const profileDiffReportSchema = readonlyObject({
  schema: z.literal(PROFILE_DIFF_SCHEMA),
  id: z.string(),
  created_at: z.string(),
  scenario: z.string(),
  kind: z.string().describe('Of the scenario; `file`: the profiles were taken before.'),
  file: z.string().nullable().describe('Of the scenario; null: given on the command line.'),
  root: z.string().describe('Folder of the project, absolute.'),
  base: sideSchema,
  head: sideSchema,
  seed: z.int().nonnegative().nullable().describe('null: nothing was measured for it.'),
  difference: differentialProfileSchema.nullable().describe('null: no pair could be taken.'),
  duration_ms: z.number().nonnegative().describe('Of everything.'),
  environment: environmentSchema.nullable(),
  findings: z.array(findingSchema).readonly(),
  state: z.enum(['completed', 'failed', 'interrupted']),
});
/** Result of `profile --diff`: changes from one side to the other, function by function. */
export type ProfileDiffReport = z.infer<typeof profileDiffReportSchema>;
