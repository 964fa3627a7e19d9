import { z } from 'zod';
import { BENCH_VERDICTS, REVIEW_VERDICTS } from '../session/benchmark-and-review-verdicts.ts';

const taskSchema = z.object({
  id: z.string(),
  role: z.string(),
  lane: z.string().describe('`main`, a branch, or a pipeline.'),
  state: z.enum(['completed', 'in_progress', 'pending', 'failed', 'superseded']),
  needs: z.array(z.string()).readonly().describe('Tasks that had to be completed before it.'),
  artefact: z
    .string()
    .nullable()
    .describe('What it left, relative to the folder of the session; null: nothing yet.'),
  verdict: z
    .string()
    .nullable()
    .describe('Result of a benchmark or a review: `FAIL`; null: it is none, or has not ended.'),
  reason: z.string().nullable().describe('Why it failed; null: it did not.'),
});
/** A task of a team. */
export type TeamReportTask = Readonly<z.infer<typeof taskSchema>>;

const gainSchema = z.object({
  scenario: z
    .string()
    .nullable()
    .describe('null: the session has one scenario, and does not say which.'),
  metric: z.string(),
  percent: z.number().describe('Change in percent of the base.'),
  interval: z
    .tuple([z.number(), z.number()])
    .readonly()
    .nullable()
    .describe('null: none was measured.'),
});
/** Change of a metric. */
export type TeamReportGain = Readonly<z.infer<typeof gainSchema>>;

const gainsSchema = z.array(gainSchema.readonly()).readonly();
const textsSchema = z.array(z.string()).readonly();

const laneSchema = z.object({
  id: z.string(),
  title: z
    .string()
    .describe('The improvement of a branch, the target of a pipeline, or what was asked for.'),
  state: z.enum(['passed', 'failed', 'escalated', 'working']),
  bench: z.enum(BENCH_VERDICTS).nullable(),
  review: z.enum(REVIEW_VERDICTS).nullable(),
  fix_cycles: z.int(),
  improvement: z.string().nullable().describe('As it was measured; null: nothing can be said.'),
  gains: gainsSchema.describe('The improvement in numbers; empty where the text has none.'),
  changes: textsSchema.describe(
    'Its changes, each with its gain alone and its lines; then what was taken out, and why.',
  ),
  reason: z
    .string()
    .nullable()
    .describe('Why it failed, or what is left of an escalated one; null: nothing is.'),
});
/** Lane of a report: an improvement developed separately. */
export type TeamReportWorkstream = Readonly<z.infer<typeof laneSchema>>;

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  see: z.string().nullable().describe('To be read first, in the folder of the session.'),
  choices: textsSchema,
});

const decisionSchema = z.object({
  id: z.string(),
  choice: z.string(),
  by: z.enum(['person', 'yes', 'timeout', 'coordinator']),
  text: z.string().nullable().describe('What the coordinator did, where it is its own.'),
});
/** Decision of a session, and who made it. */
export type TeamReportDecision = Readonly<z.infer<typeof decisionSchema>>;

const discussionSchema = z.object({
  path: z.string(),
  topic: z.string(),
  points: textsSchema.describe('The list at the head of its file.'),
});
/** Result of a discussion. */
export type TeamReportDiscussion = Readonly<z.infer<typeof discussionSchema>>;

const togetherSchema = z.object({
  sentence: z.string().describe('What is in it, and whether gains add.'),
  gains: gainsSchema,
  left_out: textsSchema.describe('What had to be left out, and why.'),
});
/** Combined result of the branches that passed, as measured. */
export type TeamReportCombination = Readonly<z.infer<typeof togetherSchema>>;

const teamReportSchema = z.object({
  schema: z.literal('perf-harness/team@1'),
  session: z.string(),
  team: z.string(),
  requirement: z.string(),
  asked_mode: z.string(),
  mode: z.string().nullable().describe('null: the plan has not settled it.'),
  status: z.enum(['active', 'paused', 'completed']),
  outcome: z
    .enum(['complete', 'partial', 'failed', 'working'])
    .describe('`working`: there are tasks that have not ended.'),
  base_commit: z.string().nullable(),
  began_at: z.string().describe('ISO 8601 in UTC.'),
  duration_ms: z.number().describe('From its beginning to its last event.'),
  counts: z
    .object({
      tasks: z.int(),
      completed: z.int(),
      failed: z.int(),
      open: z.int().describe('Neither: pending, or being worked on.'),
      fix_cycles: z.int(),
    })
    .readonly(),
  tasks: z.array(taskSchema.readonly()).readonly(),
  lanes: z.array(laneSchema.readonly()).readonly(),
  together: togetherSchema.readonly().nullable(),
  deferred: textsSchema.describe(
    'Of the plan, beyond the number of branches: `OPT-006 (P3): title`.',
  ),
  questions: z
    .array(questionSchema.readonly())
    .readonly()
    .describe('What a person has to decide before it goes on.'),
  decisions: z.array(decisionSchema.readonly()).readonly(),
  notes: textsSchema,
  discussions: z.array(discussionSchema.readonly()).readonly(),
  deliverables: textsSchema.describe('Files that exist, relative to the folder of the session.'),
});
/** A team's session as people read it once it is over, or while it is under way (TPC-14). */
export type TeamReport = Readonly<z.infer<typeof teamReportSchema>>;

export function teamJsonSchema(): object {
  return z.toJSONSchema(teamReportSchema);
}
