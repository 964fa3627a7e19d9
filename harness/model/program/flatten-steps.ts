import type { Step } from './step.ts';

/** Steps with all that they call, each before what it calls. */
export function flattenSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flattenSteps(step.children)]);
}
