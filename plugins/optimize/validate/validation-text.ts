import type { ValidationResult } from './validation-result.ts';

/** The verdict on a plan, and how much of it was corrected. */
export function formatPlanHeadline({
  verdict,
  corrections_applied: count,
}: Pick<ValidationResult, 'verdict' | 'corrections_applied'>): string {
  return `Plan check: ${verdict}, ${count} ${count === 1 ? 'correction' : 'corrections'}`;
}

/** A checked plan in some lines: the verdict, what was taken out and why, and what else is to be known. */
export function formatValidation(result: ValidationResult): string {
  const { feasibility_result: feasibility } = result;
  return [
    formatPlanHeadline(result),
    ...feasibility.invalid_hypotheses.map(({ id, reason }) => `  ${id} is out: ${reason}`),
    ...result.concerns.map((concern) => `  ${concern.type}: ${concern.detail}`),
    ...feasibility.missing.map(({ suspicion, note }) => `  nothing against ${suspicion}: ${note}`),
    ...(result.type_check === 'failed' ? [`  types: ${result.type_check_note}`] : []),
  ].join('\n');
}
