import { EXIT, UserError } from 'perf-harness/plugin';
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
  throw unusable([
    `one block is due, and ${only === undefined ? 'none' : others.length + 1} is there`,
  ]);
}

function blocksOf(text: string): Plan {
  const read = parsePlanBlocks(text);
  if (read.state === 'read') return read.blocks;
  throw unusable(read.problems);
}

function unusable(problems: readonly string[]): UserError {
  return new UserError({
    code: 'team-plan-unusable',
    message: `The plan of the team cannot be used: ${problems.join('; ')}.`,
    remedy: 'Mend the blocks of optimization-plan.md, or have it made again with team revise.',
    exitCode: EXIT.usage,
  });
}
