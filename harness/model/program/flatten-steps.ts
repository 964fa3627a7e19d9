import type { Step } from './step.ts';

/** Returns all steps with their descendants, each parent before its children. */
export function flattenSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flattenSteps(step.children)]);
}
