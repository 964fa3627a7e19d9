import { z } from 'zod';
import { BENCH_VERDICTS, REVIEW_VERDICTS } from '../session/task-completion.ts';

const taskSchema = z.object({
  id: z.string(),
  role: z.string(),
  lane: z
    .string()
    .describe('Workstream that the task belongs to: `main`, a branch, or a pipeline.'),
  state: z.enum(['completed', 'in_progress', 'pending', 'failed', 'superseded']),
  needs: z
    .array(z.string())
    .readonly()
    .describe('Tasks that had to be completed before this task.'),
  artefact: z
    .string()
    .nullable()
    .describe('Path of the output, relative to the session folder; null means none yet.'),
  verdict: z
    .string()
    .nullable()
    .describe(
      'Benchmark or review verdict, such as `FAIL`; null means the task is neither a benchmark nor a review, or has not finished.',
    ),
  reason: z.string().nullable().describe('Failure reason; null means no failure.'),
});
export type TeamReportTask = Readonly<z.infer<typeof taskSchema>>;

const gainSchema = z.object({
  scenario: z
    .string()
    .nullable()
    .describe('null: the session has only one scenario, which is unnamed.'),
  metric: z.string(),
  percent: z.number().describe('Percentage change from the base.'),
  interval: z
    .tuple([z.number(), z.number()])
    .readonly()
    .nullable()
    .describe('null: no interval was measured.'),
});
export type TeamReportGain = Readonly<z.infer<typeof gainSchema>>;

const gainsSchema = z.array(gainSchema.readonly()).readonly();
const textsSchema = z.array(z.string()).readonly();

const laneSchema = z.object({
  id: z.string(),
  title: z
    .string()
    .describe("Title of the branch's improvement, target of the pipeline, or the user's request."),
  state: z.enum(['passed', 'failed', 'escalated', 'working']),
  bench: z.enum(BENCH_VERDICTS).nullable(),
  review: z.enum(REVIEW_VERDICTS).nullable(),
  fix_cycles: z.int(),
  improvement: z.string().nullable().describe('Measured improvement; null means not available.'),
  gains: gainsSchema.describe(
    'The measured improvement as numbers; empty if `improvement` contains no numbers.',
  ),
  changes: textsSchema.describe(
    'Accepted changes, each with its own gain and lines; then removed changes, with reasons.',
  ),
  reason: z
    .string()
    .nullable()
    .describe('Failure reason, or open issues after an escalation; null means none.'),
});
/** Workstream of a report: an improvement developed separately. */
export type TeamReportWorkstream = Readonly<z.infer<typeof laneSchema>>;

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  see: z.string().nullable().describe('File to read first, in the session folder.'),
  choices: textsSchema,
});

const decisionSchema = z.object({
  id: z.string(),
  choice: z.string(),
  by: z.enum(['person', 'yes', 'timeout', 'coordinator']),
  text: z.string().nullable().describe('What the coordinator did, if it made the decision itself.'),
});
export type TeamReportDecision = Readonly<z.infer<typeof decisionSchema>>;

const discussionSchema = z.object({
  path: z.string(),
  topic: z.string(),
  points: textsSchema.describe('Items of the list at the top of the discussion file.'),
});
export type TeamReportDiscussion = Readonly<z.infer<typeof discussionSchema>>;

const togetherSchema = z.object({
  sentence: z.string().describe('What was combined, and whether the gains add up.'),
  gains: gainsSchema,
  left_out: textsSchema.describe('Excluded branches, with reasons.'),
});
/** Combined result of the branches that passed, as measured. */
export type TeamReportCombination = Readonly<z.infer<typeof togetherSchema>>;

const teamReportSchema = z.object({
  schema: z.literal('perf-harness/team@1'),
  session: z.string(),
  team: z.string(),
  requirement: z.string(),
  asked_mode: z.string(),
  mode: z.string().nullable().describe('null: the plan has not yet determined the mode.'),
  status: z.enum(['active', 'paused', 'completed']),
  outcome: z
    .enum(['complete', 'partial', 'failed', 'working'])
    .describe('`working`: some tasks have not finished.'),
  base_commit: z.string().nullable(),
  began_at: z.string().describe('ISO 8601 in UTC.'),
  duration_ms: z.number().describe('Time from the start of the session to its last event.'),
  counts: z
    .object({
      tasks: z.int(),
      completed: z.int(),
      failed: z.int(),
      open: z.int().describe('Number of tasks that are pending or in progress.'),
      fix_cycles: z.int(),
    })
    .readonly(),
  tasks: z.array(taskSchema.readonly()).readonly(),
  lanes: z.array(laneSchema.readonly()).readonly(),
  together: togetherSchema.readonly().nullable(),
  deferred: textsSchema.describe(
    'Planned improvements beyond the branch limit, each as `OPT-006 (P3): title`.',
  ),
  questions: z
    .array(questionSchema.readonly())
    .readonly()
    .describe('Decisions that a person must make before the session can continue.'),
  decisions: z.array(decisionSchema.readonly()).readonly(),
  notes: textsSchema,
  discussions: z.array(discussionSchema.readonly()).readonly(),
  deliverables: textsSchema.describe(
    'Paths of the existing deliverables, relative to the session folder.',
  ),
});
/** A team's session as people read it once it is over, or while it is under way (TPC-14). */
export type TeamReport = Readonly<z.infer<typeof teamReportSchema>>;

export function teamJsonSchema(): object {
  return z.toJSONSchema(teamReportSchema);
}
