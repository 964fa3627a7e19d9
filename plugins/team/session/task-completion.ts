import { z } from 'zod';
import { acceptedChangeSchema } from './accepted-change.ts';
import { BENCH_VERDICTS, DIMENSIONS, REVIEW_VERDICTS } from './benchmark-and-review-verdicts.ts';
import { optimizationSchema } from './optimization-summary-and-priority.ts';
import type { Role } from './team-roles.ts';
import { gainSchema } from './workstream-gain.ts';

const outcomeSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('profiler') }),
  z.object({
    role: z.literal('strategist'),
    plan: z
      .string()
      .describe(
        'The plan as stored in its file, with one block `### OPT-001: …` per optimization.',
      ),
    optimization_count: z
      .int()
      .nonnegative()
      .describe('Number of optimizations according to the metadata of the plan.'),
    optimizations: z.array(optimizationSchema).readonly(),
  }),
  z.object({
    role: z.literal('optimizer'),
    changes: z
      .array(acceptedChangeSchema)
      .readonly()
      .optional()
      .describe('Accepted changes of the branch; absent: none.'),
    dropped: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('One sentence per removed change, with the reason.'),
  }),
  z.object({
    role: z.literal('benchmarker'),
    verdict: z.enum(BENCH_VERDICTS),
    improvement: z
      .string()
      .nullable()
      .describe(
        'Measured improvement, such as `wall_time -31.2 % [-33, -29]`; null means no result.',
      ),
    gains: z
      .array(gainSchema)
      .readonly()
      .optional()
      .describe('The measured improvement as numbers.'),
    regressions: z
      .array(z.string())
      .describe(
        'One entry per regression, with the metric, both values, and the place to investigate.',
      ),
  }),
  z.object({
    role: z.literal('reviewer'),
    verdict: z.enum(REVIEW_VERDICTS),
    findings: z.array(z.object({ dimension: z.enum(DIMENSIONS), text: z.string() })),
  }),
]);
/** Outcome of a role's work, as far as others depend on it. */
export type RoleOutcome = z.infer<typeof outcomeSchema>;
export type OutcomeOfRole<R extends Role> = Extract<RoleOutcome, { readonly role: R }>;

const common = {
  task_id: z.string(),
  ref: z
    .string()
    .nullable()
    .describe('The commit with the changes; null means no commit was made.'),
  key_findings: z.array(z.string()),
  decisions: z.array(z.string()),
  files_modified: z.array(z.string()).describe('Paths relative to the project.'),
  artifact_path: z.string().nullable().describe('Path relative to the session folder.'),
  verification: z.string().min(1).describe('Evidence that the task is done.'),
};

export const completionSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('completed'),
    ...common,
    outcome: outcomeSchema,
    consensus: z
      .object({ severity: z.enum(['HIGH', 'MEDIUM', 'LOW']), text: z.string() })
      .optional()
      .describe("Point on which the role's discussion did not reach agreement."),
  }),
  z.object({ status: z.literal('failed'), ...common, reason: z.string().min(1) }),
]);
/** Report of a worker at the end of its task (TPW-04). */
export type Completion = z.infer<typeof completionSchema>;
export type CompletedWork = Extract<Completion, { readonly status: 'completed' }>;
