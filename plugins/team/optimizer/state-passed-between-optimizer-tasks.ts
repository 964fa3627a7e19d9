import { z } from 'zod';

export const optimizerStateSchema = z
  .object({
    files: z
      .array(z.string())
      .readonly()
      .describe('Files changed so far, relative to the project root.'),
    optimizations: z.array(z.string()).readonly().describe('Ids of the completed optimizations.'),
    results: z
      .array(z.object({ task: z.string(), summary: z.string() }).strict().readonly())
      .readonly(),
    caveats: z.array(z.string()).readonly().describe('Caveats for later tasks.'),
  })
  .strict()
  .readonly();
/** State that an optimizer passes from one of its tasks to the next (TPO-06). */
export type OptimizerState = z.infer<typeof optimizerStateSchema>;

export const EMPTY_OPTIMIZER_STATE: OptimizerState = {
  files: [],
  optimizations: [],
  results: [],
  caveats: [],
};

/** Contribution of one task to the state. */
export interface TaskResult {
  readonly task: string;
  readonly summary: string;
  readonly files: readonly string[];
  readonly optimizations: readonly string[];
  readonly caveats: readonly string[];
}

/** Adds the result of a task; it replaces an earlier summary of the same task. */
export function addTaskResult(before: OptimizerState, taskResult: TaskResult): OptimizerState {
  const together = (old: readonly string[], fresh: readonly string[]): readonly string[] => [
    ...new Set([...old, ...fresh]),
  ];
  const { task, summary } = taskResult;
  return {
    files: together(before.files, taskResult.files),
    optimizations: together(before.optimizations, taskResult.optimizations),
    results: [...before.results.filter((old) => old.task !== task), { task, summary }],
    caveats: together(before.caveats, taskResult.caveats),
  };
}
