import { z } from 'zod';
import { budgetResultSchema, verdictSchema } from './budget.ts';
import { environmentSchema } from './environment.ts';
import { findingSchema } from './finding.ts';
import { summarySchema } from './summary.ts';
import { trialSchema } from './trial.ts';

export const RECORD_SCHEMA = 'perf-harness/run@1';

export const runRecordSchema = z
  .object({
    schema: z.literal(RECORD_SCHEMA),
    id: z.string().describe('Unique; sorts by time of start.'),
    state: z
      .enum(['running', 'completed', 'failed', 'interrupted'])
      .describe('failed: the target could not be measured; interrupted: kept what was measured.'),
    scenario: z.string().describe('Name, with its params in braces where it has any.'),
    kind: z.enum(['function', 'command', 'http', 'k6', 'page']),
    file: z.string().nullable().describe('Path of the scenario file from the project root.'),
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
    environment: environmentSchema,
    side: z
      .enum(['a', 'b'])
      .optional()
      .describe('Of a live comparison: a is the base, b the head.'),
    metrics: z.record(z.string(), summarySchema).readonly(),
    unavailable: z
      .record(z.string(), z.string())
      .readonly()
      .describe('Metrics of this kind that could not be had, with the reason.'),
    trials: z.array(trialSchema).readonly().describe('In the order of measuring.'),
    findings: z.array(findingSchema).readonly(),
    budgets: z.array(budgetResultSchema).readonly(),
    verdict: verdictSchema,
    timings: z
      .record(z.string(), z.number())
      .readonly()
      .describe('Milliseconds that each station of the harness took.'),
  })
  .readonly();

/** Everything about one run of one scenario. */
export type RunRecord = z.infer<typeof runRecordSchema>;
