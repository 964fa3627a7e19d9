import type { Step } from './operation-time-breakdown-step-schema.ts';

/** Returns all steps with their descendants, each parent before its children. */
export function flattenOperationSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flattenOperationSteps(step.children)]);
}
