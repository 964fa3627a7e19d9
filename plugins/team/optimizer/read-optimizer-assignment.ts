import { join } from 'node:path';
import { EXIT, type Files, UserError } from 'perf-harness/plugin';
import { comparePriority } from '../session/optimization-summary-and-priority.ts';
import { planFile } from '../session/session-artifact-paths.ts';
import { isBranch, type Workstream } from '../session/workstream.ts';
import type { Plan, PlannedOptimization } from '../strategist/optimization-plan.ts';
import { readPlan, readPlanBlock } from '../strategist/read-optimization-plan.ts';

/**
 * Reads the assignment of an optimizer: for a branch its own improvement only, else a whole plan,
 * the most urgent first (TPO-01, TPO-02).
 * @param folder - Folder of the session, absolute.
 * @throws UserError where there is no such file, or it cannot be used.
 */
export function readAssignment(
  files: Pick<Files, 'read'>,
  folder: string,
  workstream: Workstream,
): Plan {
  const path = join(folder, planFile(workstream));
  const text = files.read(path);
  if (text === null) {
    throw new UserError({
      code: 'team-no-plan',
      message: `There is no improvement plan at ${path}.`,
      remedy: 'Create the plan again: perf-harness team revise STRATEGY-001',
      exitCode: EXIT.usage,
    });
  }
  return isBranch(workstream) ? [readPlanBlock(text)] : readPlan(text).toSorted(comparePriority);
}

/** Lists the files that an optimizer may change, which are those of its improvements. */
export function listTargetFiles(plan: readonly Pick<PlannedOptimization, 'target_files'>[]) {
  return [...new Set(plan.flatMap(({ target_files: files }) => files))].toSorted();
}
