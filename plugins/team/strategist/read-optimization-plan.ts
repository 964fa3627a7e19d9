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
