import { join } from 'node:path';
import { EXIT, type Files, UserError } from 'perf-harness/plugin';
import { comparePriority } from '../session/optimization-summary-and-priority.ts';
import { planFile } from '../session/session-artifact-paths.ts';
import { isBranch, type Workstream } from '../session/workstream.ts';
import { findPlanConflicts, type Plan, type PlannedOptimization } from './optimization-plan.ts';
import { parsePlanBlocks } from './optimization-plan-text.ts';

/** Reads a whole plan. @throws UserError that lists its problems. */
export function readPlan(text: string): Plan {
  const plan = blocksOf(text);
  const problems = findPlanConflicts(plan);
  if (problems.length > 0) throw unusable(problems);
  return plan;
}

/** Reads a single block, as a branch has it. @throws UserError that lists its problems. */
export function readPlanBlock(text: string): PlannedOptimization {
  const [only, ...others] = blocksOf(text);
  if (only !== undefined && others.length === 0) return only;
  throw unusable([`expected one block, found ${only === undefined ? 'none' : others.length + 1}`]);
}

function blocksOf(text: string): Plan {
  const read = parsePlanBlocks(text);
  if (read.state === 'read') return read.blocks;
  throw unusable(read.problems);
}

function unusable(problems: readonly string[]): UserError {
  return new UserError({
    code: 'team-plan-unusable',
    message: `The team plan cannot be used: ${problems.join('; ')}.`,
    remedy: 'Fix the blocks in optimization-plan.md, or recreate the plan with team revise.',
    exitCode: EXIT.usage,
  });
}

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
