import type { PlanConcern } from '../context/optimization-context-block-schema.ts';
import type { ValidationResult } from './plan-validation-result.ts';

/** Formats the verdict on a plan with the number of corrections. */
export function formatPlanHeadline({
  verdict,
  corrections_applied: count,
}: Pick<ValidationResult, 'verdict' | 'corrections_applied'>): string {
  return `Plan check: ${verdict}, ${count} ${count === 1 ? 'correction' : 'corrections'}`;
}

/** Formats a concern as one line. */
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
