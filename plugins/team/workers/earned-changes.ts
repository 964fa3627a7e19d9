import {
  createStateBuilder,
  dependentsOf,
  type Hypothesis,
  keepEarned,
  patchSizes,
  trees,
  type Worktree,
} from '../../optimize/index.ts';
import { type OwnGain, ownGain } from '../benchmarker/own-gain.ts';
import { askedMetric } from '../coordinate/scope.ts';
import { brokenSince } from '../optimizer/pre-state.ts';
import { planningLane } from '../session/folders.ts';
import type { MadeChange } from '../session/made-change.ts';
import { compareSides } from './compare-sides.ts';
import { type Scene, testCommandOf } from './scene.ts';
import type { MadeTogether } from './sound-changes.ts';

/** Changes that have each shown a gain beside the others. */
export interface EarnedChanges {
  readonly tree: string;
  readonly kept: readonly Hypothesis[];
  readonly made: readonly Omit<MadeChange, 'optimization'>[];
  /** Removed changes with their reasons, a sentence each. */
  readonly dropped: readonly string[];
}

/** Removes changes of a pipeline that add nothing to the others, or cost more than they save. */
export async function earnedChanges(
  scene: Scene,
  head: Worktree,
  { before, tree, changes }: MadeTogether,
): Promise<EarnedChanges> {
  const { compare = compareSides } = scene.parts;
  const states = createStateBuilder(head, scene.parts.codemods);
  const sizes = await patchSizes(states, before.tree, changes);
  const dropped: string[] = [];
  const { whole, contributions } = await keepEarned<Hypothesis, string, OwnGain>(
    { parts: changes, state: tree },
    {
      without: async ({ parts }, { id }) => {
        if (dependentsOf(id, parts).length > 0) return null;
        const rest = parts.filter((part) => part.id !== id);
        const built = await states.build(before.tree, rest);
        return built.state === 'built' ? { parts: rest, state: built.tree } : null;
      },
      linesOf: async (_, { id }) => {
        const { added = 0, removed = 0 } = sizes.get(id) ?? {};
        return added + removed;
      },
      compare: async (without, all) => {
        const base = await scene.worktrees.open('without');
        const { scenarios } = await scene.work.profile(planningLane(scene.task.lane));
        await trees.restoreState(base, without);
        await trees.restoreState(head, all);
        const metric = askedMetric(scene);
        return ownGain(await compare(scene, base.root, head.root, scenarios, metric));
      },
      drop: async (_, { part, without, comparison }) => {
        await trees.restoreState(head, without.state);
        const checks = { root: scene.root, testCommand: testCommandOf(scene, head) };
        const { problems } = await brokenSince(head, before, checks);
        if (problems.length > 0) return false;
        const how = comparison.isWorse ? 'makes it worse' : 'adds nothing to the others';
        dropped.push(`${part.id} was taken out: it ${how} (${comparison.text})`);
        return true;
      },
    },
  );
  const gains = new Map(contributions.map(({ part, comparison }) => [part.id, comparison.text]));
  const made = await patchSizes(states, before.tree, whole.parts);
  await trees.restoreState(head, whole.state);
  return {
    tree: whole.state,
    kept: whole.parts,
    dropped,
    made: whole.parts.map(({ id, description: title }) => ({
      id,
      title,
      added: null,
      removed: null,
      ...made.get(id),
      gain: gains.get(id) ?? null,
    })),
  };
}
