import type { ValidationResult } from './validation-result.ts';

/** A checked plan in some lines: the verdict, what was taken out and why, and what else is to be known. */
export function validationText(result: ValidationResult): string {
  const { verdict, corrections_applied: corrections, feasibility_result: feasibility } = result;
  const counted = corrections === 1 ? '1 correction' : `${corrections} corrections`;
  return [
    `Plan check: ${verdict}, ${counted}`,
    ...feasibility.invalid_hypotheses.map(({ id, reason }) => `  ${id} is out: ${reason}`),
    ...result.concerns.map((one) => `  ${one.type}: ${one.detail}`),
    ...feasibility.missing.map(({ suspicion, note }) => `  nothing against ${suspicion}: ${note}`),
    ...(result.type_check === 'failed' ? [`  types: ${result.type_check_note}`] : []),
  ].join('\n');
}
