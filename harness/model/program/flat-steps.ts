import type { Step } from './step.ts';

/** Steps with all that they call, each before what it calls. */
export function flatSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flatSteps(step.children)]);
}
