import { z } from 'zod';
import { fieldDataSchema } from '../field-metrics.ts';
import { findingSchema } from '../finding.ts';
import { importedSchema } from '../imported-run.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { budgetResultSchema, OPERATORS, verdictSchema } from '../scenario/budget.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { trialSchema } from '../trial.ts';

export const attachmentSchema = readonlyObject({
  kind: z
    .enum(['frame', 'screenshot', 'trace'])
    .describe('frame: the page while it loads; screenshot: the page once it has settled.'),
  file: z.string().describe('Path relative to the state folder.'),
  trial: z.int().nonnegative().describe('Index of the trial that produced the file.'),
  atMs: z
    .number()
    .optional()
    .describe('For frames: when this view first appeared, in milliseconds since navigation start.'),
});

/** File stored next to a record. */
export type Attachment = z.infer<typeof attachmentSchema>;

export const RECORD_SCHEMA = 'perf-harness/run@1';

export const runRecordSchema = readonlyObject({
  schema: z.literal(RECORD_SCHEMA),
  id: z
    .string()
    .describe('Unique identifier; sorting runs by identifier orders them by start time.'),
  state: z
    .enum(['running', 'completed', 'failed', 'interrupted'])
    .describe(
      'failed: the target could not be measured, or the load generator was saturated; interrupted: the measurements up to the interruption are stored.',
    ),
  scenario: z.string().describe('Name of the scenario, with any parameters in braces.'),
  kind: z.enum(['function', 'command', 'http', 'k6', 'page']),
  file: z
    .string()
    .nullable()
    .describe('Scenario file path relative to the project root; absolute if outside it.'),
  group: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  tags: z.array(z.string()).readonly(),
  settings: z
    .record(z.string(), z.unknown())
    .readonly()
    .describe('Measured target and settings, with defaults applied.'),
  startedAt: z.string().describe('ISO 8601.'),
  finishedAt: z.string().nullable(),
  seed: z.int().nonnegative().describe('Seed for the measurement order and for the V8 seeds.'),
  stop: z.string().nullable().describe('Why sampling stopped.'),
  environment: environmentSchema
    .nullable()
    .describe(
      'Measurement environment; null if not fully known. For an imported run, `imported` contains the known details.',
    ),
  imported: importedSchema
    .optional()
    .describe(
      'Details of a run measured by another program. For an imported run, the seed is 0, and so are any trial positions and times missing from the imported file.',
    ),
  side: z
    .enum(['a', 'b'])
    .optional()
    .describe('Side of a live comparison: a is the base, b is the head.'),
  field: fieldDataSchema
    .optional()
    .describe(
      'Field data from real users of the page; budgets use this data in preference to `metrics`.',
    ),
  metrics: z.record(z.string(), summarySchema).readonly(),
  unavailable: z
    .record(z.string(), z.string())
    .readonly()
    .describe('Metrics of this scenario kind that are unavailable, each with the reason.'),
  trials: z.array(trialSchema).readonly().describe('Trials in measurement order.'),
  attachments: z
    .array(attachmentSchema)
    .readonly()
    .optional()
    .describe('Files of the trial nearest to the median, and of the traced trial.'),
  findings: z.array(findingSchema).readonly(),
  budgets: z.array(budgetResultSchema).readonly(),
  verdict: verdictSchema,
  timings: z
    .record(z.string(), z.number())
    .readonly()
    .describe('Milliseconds spent in each stage of the harness.'),
});

/** Complete record of one run of one scenario. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** Stop reasons of a live comparison after which a scenario cannot be judged. */
const UNUSABLE_STOPS: ReadonlySet<string> = new Set(['failed', 'outside-files', 'blocked']);

/** True if a record allows no conclusion about its scenario on either side. */
export function isUnusableRecord({ stop }: Pick<RunRecord, 'stop'>): boolean {
  return stop !== null && UNUSABLE_STOPS.has(stop);
}

const budgetSchema = z.object({
  metric: z.string(),
  operator: z.enum(OPERATORS),
  limit: z.number(),
  level: z.enum(['warn', 'error']),
  text: z.string(),
});

const settingsSchema = z.looseObject({
  budgets: z.array(budgetSchema),
  regression: z.record(z.string(), z.number()),
  margin: z.number().nullable(),
});

/**
 * Restores the scenario of a record as far as judging needs it; its functions are in the scenario's
 * file. null where the settings belong to none.
 */
export function restoreRecordedScenario(record: RunRecord): Scenario | null {
  const settings = settingsSchema.safeParse(record.settings);
  if (!settings.success) return null;
  const { scenario: name, kind, group, params, tags, file } = record;
  const source = file === null ? null : { file, name };
  // Sound as far as judging reads it: `startRecord` took these settings from a scenario.
  return { ...record.settings, name, kind, group, params, tags, source } as unknown as Scenario;
}
