import { z } from 'zod';
import {
  type PlanConcern,
  planConcernSchema,
} from '../context/optimization-context-block-schema.ts';
import { PLAN_CHECKS } from './checks/all-plan-checks.ts';
import { REVIEW_AREAS } from './plan-check-types.ts';

/** Answer of the plan check (OPT-57, V813-17). Counts are those of the context.md itself. */
export const validationResultSchema = z.object({
  verdict: z.enum(['GO', 'GO_WITH_CONCERNS', 'NO_GO']),
  corrections_applied: z.int().nonnegative(),
  hypotheses_removed: z.array(z.string()),
  hypotheses_added: z.array(z.string()),
  concerns: z.array(planConcernSchema),
  agent_summary: z.string(),
  /** V813-12. */
  feasibility_result: z.object({
    valid_hypotheses: z.array(z.string()),
    invalid_hypotheses: z.array(z.object({ id: z.string(), reason: z.string() })),
    concerns: z.array(planConcernSchema),
    missing: z.array(z.object({ suspicion: z.string(), note: z.string() })),
  }),
  confidence: z.enum(['full', 'reduced']).describe('reduced: no reviewer answered.'),
  reviewers: z.array(
    z.discriminatedUnion('state', [
      z.object({
        id: z.string(),
        state: z.literal('answered'),
        verdict: z.enum(['approve', 'reject']),
      }),
      z.object({ id: z.string(), state: z.literal('failed'), reason: z.string() }),
    ]),
  ),
  opinions_rejected: z.array(z.string()),
  type_check: z.enum(['passed', 'failed', 'skipped']),
  type_check_note: z.string().describe('Why the type check was skipped, or the compiler output.'),
  areas: z
    .record(z.enum(REVIEW_AREAS), z.union([z.array(z.string()), z.literal('not automated')]))
    .describe('Ids of the checks in each area (V813-14).'),
});
export type ValidationResult = z.infer<typeof validationResultSchema>;

/** Returns the ids of the checks of each area; `not automated` if it has none (V813-14). */
export function listReviewAreas(): ValidationResult['areas'] {
  const entries = REVIEW_AREAS.map((area) => {
    const ids = PLAN_CHECKS.filter((check) => check.area === area).map(({ id }) => id);
    return [area, ids.length === 0 ? 'not automated' : ids] as const;
  });
  // Sound: it has every area.
  return Object.fromEntries(entries) as ValidationResult['areas'];
}

/** A paragraph for the review history. */
export function summarise(result: Omit<ValidationResult, 'agent_summary'>): string {
  const { feasibility_result: feasibility, reviewers, confidence } = result;
  const valid = feasibility.valid_hypotheses.length;
  const all = valid + feasibility.invalid_hypotheses.length;
  const answered = reviewers.filter(({ state }) => state === 'answered').length;
  const invalid = feasibility.invalid_hypotheses.map(({ id, reason }) => `${id}: ${reason}`);
  return [
    `${result.verdict}: ${valid} of ${all} hypotheses feasible; ${result.concerns.length} concerns; ${feasibility.missing.length} candidates without a hypothesis.`,
    ...(invalid.length === 0 ? [] : [`Not feasible: ${invalid.join('; ')}.`]),
    reviewers.length === 0
      ? 'No reviewer ran, so confidence is reduced.'
      : `${answered} of ${reviewers.length} reviewers answered, so confidence is ${confidence}.`,
  ].join(' ');
}

/** Formats the verdict on a plan with the number of corrections. */
export function formatPlanHeadline({
  verdict,
  corrections_applied: count,
}: Pick<ValidationResult, 'verdict' | 'corrections_applied'>): string {
  return `Plan check: ${verdict}, ${count} ${count === 1 ? 'correction' : 'corrections'}`;
}

export function describeConcern({ type, detail }: PlanConcern): string {
  return `${type}: ${detail}`;
}

/** Formats the result of a plan check: verdict, removed hypotheses with reasons, and remarks. */
export function formatValidation(result: ValidationResult): string {
  const { feasibility_result: feasibility } = result;
  return [
    formatPlanHeadline(result),
    ...feasibility.invalid_hypotheses.map(({ id, reason }) => `  ${id} is not feasible: ${reason}`),
    ...result.concerns.map((concern) => `  ${describeConcern(concern)}`),
    ...feasibility.missing.map(
      ({ suspicion, note }) => `  no hypothesis for ${suspicion}: ${note}`,
    ),
    ...(result.type_check === 'failed' ? [`  types: ${result.type_check_note}`] : []),
  ].join('\n');
}
