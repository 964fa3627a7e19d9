import { z } from 'zod';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { verdictSchema } from '../scenario/budget.ts';
import { runRecordSchema } from './run-record.ts';

export const HISTORY_ENTRY_SCHEMA = 'perf-harness/history-entry@1';

const record = runRecordSchema.unwrap().shape;

export const historyEntrySchema = readonlyObject({
  schema: z.literal(HISTORY_ENTRY_SCHEMA),
  id: z
    .string()
    .min(1)
    .describe('Identifier of the run record; entries with the same identifier are counted once.'),
  scenario: z.string(),
  kind: record.kind,
  state: record.state,
  verdict: verdictSchema,
  file: record.file,
  startedAt: z.iso.datetime().describe('ISO 8601, in UTC.'),
  git: readonlyObject({
    commit: z.string(),
    branch: z.string().nullable(),
    dirty: z.boolean(),
    committedAt: z.iso
      .datetime()
      .nullable()
      .describe('Commit time; null if the commit is unknown.'),
  }).nullable(),
  machine: readonlyObject({
    id: z.string().describe('Fingerprint of the machine type.'),
    title: z.string().describe('Readable description of the machine type.'),
  }).nullable(),
  node: z.string().nullable().describe('Version of Node.js used for the measurement.'),
  harness: z.string().nullable().describe('Version of perf-harness.'),
  tool: z.string().nullable().describe('For an imported run: the program that measured it.'),
  settings: z.string().describe('Digest of the target and the measurement settings.'),
  metrics: z.record(z.string(), summarySchema).readonly(),
});

/** Entry that the history keeps of a run after record removal: all but the single trials. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
