import { z } from 'zod';
import { fieldDataSchema } from '../field-metrics.ts';
import { findingSchema } from '../finding.ts';
import { importedSchema } from '../imported-run.ts';
import { environmentSchema } from '../measurement-environment.ts';
import { summarySchema } from '../metric-summary.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { budgetResultSchema, verdictSchema } from '../scenario/budget.ts';
import { trialSchema } from '../trial.ts';

export const attachmentSchema = readonlyObject({
  kind: z
    .enum(['frame', 'screenshot', 'trace'])
    .describe('frame: a picture of a page while it loaded; screenshot: as it stood at rest.'),
  file: z.string().describe('Path from the state folder.'),
  trial: z.int().nonnegative().describe('Index of the trial that it is of.'),
  atMs: z
    .number()
    .optional()
    .describe('Frames: when the page began to look so, milliseconds since navigation began.'),
});

/** File stored next to a record. */
export type Attachment = z.infer<typeof attachmentSchema>;

export const RECORD_SCHEMA = 'perf-harness/run@1';

export const runRecordSchema = readonlyObject({
  schema: z.literal(RECORD_SCHEMA),
  id: z.string().describe('Unique; sorts by time of start.'),
  state: z
    .enum(['running', 'completed', 'failed', 'interrupted'])
    .describe(
      'failed: the target could not be measured, or its load generator was at its limit; interrupted: kept what was measured.',
    ),
  scenario: z.string().describe('Name, with its params in braces where it has any.'),
  kind: z.enum(['function', 'command', 'http', 'k6', 'page']),
  file: z
    .string()
    .nullable()
    .describe('Path of the scenario file from the project root; absolute outside of it.'),
  group: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  tags: z.array(z.string()).readonly(),
  settings: z
    .record(z.string(), z.unknown())
    .readonly()
    .describe('What was measured and how, as it stood after defaults.'),
  startedAt: z.string().describe('ISO 8601.'),
  finishedAt: z.string().nullable(),
  seed: z.int().nonnegative().describe('Where order and V8 seeds come from.'),
  stop: z.string().nullable().describe('Why sampling stopped.'),
  environment: environmentSchema
    .nullable()
    .describe('null: not known as exactly; what is known of an imported run says `imported`.'),
  imported: importedSchema
    .optional()
    .describe(
      'Of a run that another program measured. Its seed is 0, and so are places and times of its trials that the file does not give.',
    ),
  side: z.enum(['a', 'b']).optional().describe('Of a live comparison: a is the base, b the head.'),
  field: fieldDataSchema
    .optional()
    .describe('What real users had of the page; decides over `metrics` in its budgets.'),
  metrics: z.record(z.string(), summarySchema).readonly(),
  unavailable: z
    .record(z.string(), z.string())
    .readonly()
    .describe('Metrics of this kind that could not be had, with the reason.'),
  trials: z.array(trialSchema).readonly().describe('In the order of measuring.'),
  attachments: z
    .array(attachmentSchema)
    .readonly()
    .optional()
    .describe('Files of the trial nearest to the median, and of the one that was traced.'),
  findings: z.array(findingSchema).readonly(),
  budgets: z.array(budgetResultSchema).readonly(),
  verdict: verdictSchema,
  timings: z
    .record(z.string(), z.number())
    .readonly()
    .describe('Milliseconds that each station of the harness took.'),
});

/** Complete record of one run of one scenario. */
export type RunRecord = z.infer<typeof runRecordSchema>;
