import { z } from 'zod';
import { optimizationSchema } from './optimization-summary-and-priority.ts';
import type { Role } from './workstream.ts';

const acceptedChangeSchema = z.object({
  id: z.string().describe('Id of the hypothesis: `H1`.'),
  optimization: z
    .string()
    .nullable()
    .describe(
      'Optimization that this change implements; null means the change was made as part of a fix.',
    ),
  title: z.string(),
  added: z.number().nullable().describe('Lines added by the patch; null means unknown.'),
  removed: z.number().nullable(),
  gain: z
    .string()
    .nullable()
    .describe(
      'Gain of the workstream with all changes over the workstream without this change; null means this is the only change.',
    ),
});
/** Accepted change of a workstream, with its gain in addition to the others, and its size. */
export type AcceptedChange = z.infer<typeof acceptedChangeSchema>;

/** Formats `H1: Look tags up in a Set (+2 -1 lines; alone [day] wall_time -18.4 %)`. */
export function formatAcceptedChange({ id, title, added, removed, gain }: AcceptedChange): string {
  const parts = [
    ...(added === null || removed === null ? [] : [`+${added} -${removed} lines`]),
    ...(gain === null ? [] : [`alone ${gain}`]),
  ];
  return parts.length === 0 ? `${id}: ${title}` : `${id}: ${title} (${parts.join('; ')})`;
}

const gainSchema = z.object({
  scenario: z.string(),
  metric: z.string(),
  ratio: z.number().describe('Head/base ratio; below 1 if the value decreased.'),
  /** 95 % confidence interval of the ratio; null means not available. */
  interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
});
/** Gain of a workstream in one metric, compared with the common base commit. */
export type Gain = z.infer<typeof gainSchema>;

/** Verdicts of a measurement, the best first. */
export const BENCH_VERDICTS = ['PASS', 'WARN', 'FAIL'] as const;
export type BenchVerdict = (typeof BENCH_VERDICTS)[number];

/** Verdicts of a review, the best first. */
export const REVIEW_VERDICTS = ['APPROVE', 'REVISE', 'REJECT'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** Dimensions of a review (TPR-01), in the order of the report. */
export const DIMENSIONS = [
  'correctness',
  'side_effects',
  'maintainability',
  'regression_risk',
  'best_practices',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

const outcomeSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('profiler') }),
  z.object({
    role: z.literal('strategist'),
    /** The plan as stored in its file, with one block `### OPT-001: …` per optimization. */
    plan: z.string(),
    /** Number of optimizations according to the metadata of the plan. */
    optimization_count: z.int().nonnegative(),
    optimizations: z.array(optimizationSchema).readonly(),
  }),
  z.object({
    role: z.literal('optimizer'),
    /** Accepted changes of the branch; absent: none. */
    changes: z.array(acceptedChangeSchema).readonly().optional(),
    /** One sentence per removed change, with the reason. */
    dropped: z.array(z.string()).readonly().optional(),
  }),
  z.object({
    role: z.literal('benchmarker'),
    verdict: z.enum(BENCH_VERDICTS),
    /** Measured improvement, such as `wall_time -31.2 % [-33, -29]`; null means no result. */
    improvement: z.string().nullable(),
    /** The measured improvement as numbers. */
    gains: z.array(gainSchema).readonly().optional(),
    /** One entry per regression, with the metric, both values, and the place to investigate. */
    regressions: z.array(z.string()),
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
  /** The commit with the changes; null means no commit was made. */
  ref: z.string().nullable(),
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
    /** Point on which the role's discussion did not reach agreement. */
    consensus: z
      .object({ severity: z.enum(['HIGH', 'MEDIUM', 'LOW']), text: z.string() })
      .optional(),
  }),
  z.object({ status: z.literal('failed'), ...common, reason: z.string().min(1) }),
]);
/** Report of a worker at the end of its task (TPW-04). */
export type Completion = z.infer<typeof completionSchema>;
export type CompletedWork = Extract<Completion, { readonly status: 'completed' }>;

export function failedCompletion(
  { id }: { readonly id: string },
  reason: string,
  keyFindings: readonly string[] = [],
): Extract<Completion, { readonly status: 'failed' }> {
  return {
    status: 'failed',
    task_id: id,
    ref: null,
    key_findings: [...keyFindings],
    decisions: [],
    files_modified: [],
    artifact_path: null,
    verification: 'not verified, because the task failed',
    reason: reason.trim() === '' ? 'no reason given' : reason,
  };
}
