import {
  createStateBuilder,
  dependentsOf,
  type Hypothesis,
  keepEarned,
  patchSizes,
  trees,
  type Worktree,
} from '../../optimize/index.ts';
import {
  computeMarginalGain,
  type MarginalGain,
} from '../benchmarker/read-metrics-and-gains-of-comparison.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import { findNewProblems } from '../optimizer/find-new-compile-test-failures.ts';
import { planningWorkstream } from '../session/session-artifact-paths.ts';
import type { AcceptedChange } from '../session/task-completion.ts';
import type { AppliedChanges } from './select-safe-changes.ts';
import { compareSides, findTestCommand, type TaskContext } from './worker-task-context.ts';

export interface BeneficialChanges {
  readonly tree: string;
  readonly changes: readonly Hypothesis[];
  readonly accepted: readonly Omit<AcceptedChange, 'optimization'>[];
  /** Removed changes with their reasons, a sentence each. */
  readonly dropped: readonly string[];
}

/** Removes changes of a pipeline that add nothing to the others, or cost more than they save. */
export async function selectBeneficialChanges(
  context: TaskContext,
  head: Worktree,
  { before, tree, changes }: AppliedChanges,
): Promise<BeneficialChanges> {
  const { compare = compareSides } = context.dependencies;
  const states = createStateBuilder(head);
  const initialSizes = await patchSizes(states, before.tree, changes);
  const dropped: string[] = [];
  const { whole, contributions } = await keepEarned<Hypothesis, string, MarginalGain>(
    { parts: changes, state: tree },
    {
      without: async ({ parts }, { id }) => {
        if (dependentsOf(id, parts).length > 0) return null;
        const others = parts.filter((part) => part.id !== id);
        const built = await states.build(before.tree, others);
        return built.state === 'built' ? { parts: others, state: built.tree } : null;
      },
      linesOf: async (_, { id }) => {
        const { added = 0, removed = 0 } = initialSizes.get(id) ?? {};
        return added + removed;
      },
      compare: async (without, all) => {
        const base = await context.worktrees.open('without');
        const { scenarios } = await context.work.profile(planningWorkstream(context.task.lane));
        await trees.restoreState(base, without);
        await trees.restoreState(head, all);
        const metric = requestedMetric(context);
        return computeMarginalGain(await compare(context, base.root, head.root, scenarios, metric));
      },
      drop: async (_, { part, without, comparison }) => {
        await trees.restoreState(head, without.state);
        const checks = { root: context.root, testCommand: findTestCommand(context, head) };
        const problems = await findNewProblems(head, before, checks);
        if (problems.length > 0) return false;
        const effect = comparison.isWorse
          ? 'makes the result worse'
          : 'adds no gain beyond the other changes';
        dropped.push(`${part.id} was removed: it ${effect} (${comparison.text})`);
        return true;
      },
    },
  );
  const gains = new Map(contributions.map(({ part, comparison }) => [part.id, comparison.text]));
  const finalSizes = await patchSizes(states, before.tree, whole.parts);
  await trees.restoreState(head, whole.state);
  return {
    tree: whole.state,
    changes: whole.parts,
    dropped,
    accepted: whole.parts.map(({ id, description: title }) => ({
      id,
      title,
      added: null,
      removed: null,
      ...finalSizes.get(id),
      gain: gains.get(id) ?? null,
    })),
  };
}
