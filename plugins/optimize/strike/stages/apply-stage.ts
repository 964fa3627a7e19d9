import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import { applyHypothesis, type UnappliedHypothesis } from '../apply-hypothesis.ts';
import type { EmitEvent } from '../execution-journal.ts';
import { type ChangeSet, dependentsOf } from '../hypothesis-dependency-order.ts';
import {
  changesBetween,
  type PatchSize,
  restoreState,
  sizeBetween,
  textIn,
} from '../save-and-restore-worktree.ts';
import type { Worktree } from '../trial-worktrees.ts';

/** A set of hypotheses as a state of files. */
export type BuiltState =
  | { readonly state: 'built'; readonly tree: string }
  | { readonly state: 'broken'; readonly id: string; readonly why: UnappliedHypothesis };

/** Builds the states of files that sets of hypotheses lead to. */
export interface StateBuilder {
  /** Applies hypotheses in order on a state. The worktree's content is undefined afterwards. */
  readonly build: (base: string, hypotheses: readonly Hypothesis[]) => Promise<BuiltState>;
  /** Paths that differ between two states, relative to the project root. */
  readonly files: (before: string, after: string) => Promise<readonly string[]>;
  /** Lines that differ between two states. */
  readonly size: (before: string, after: string) => Promise<PatchSize>;
  /** Text of a project file in a state; null where it does not exist. */
  readonly text: (tree: string, path: string) => Promise<string | null>;
}

/** Returns the lines that each hypothesis changes on top of those before it, by id. */
export async function patchSizes(
  states: StateBuilder,
  base: string,
  hypotheses: readonly Hypothesis[],
): Promise<ReadonlyMap<string, PatchSize>> {
  const sizes = new Map<string, PatchSize>();
  let before = base;
  for (const [index, { id }] of hypotheses.entries()) {
    const built = await states.build(base, hypotheses.slice(0, index + 1));
    if (built.state === 'broken') break;
    sizes.set(id, await states.size(before, built.tree));
    before = built.tree;
  }
  return sizes;
}

/** Lines that a change touches. */
export function countLines({ added, removed }: PatchSize): number {
  return added + removed;
}

/** Creates a builder applying each set prefix once, caching its state for sets with that prefix. */
export function createStateBuilder(worktree: Worktree): StateBuilder {
  const known = new Map<string, BuiltState>();
  const sizes = new Map<string, PatchSize>();

  const build = async (base: string, hypotheses: readonly Hypothesis[]): Promise<BuiltState> => {
    let tree = base;
    /** State that the files of the worktree have; null: unknown. */
    let currentTree: string | null = null;
    for (const [index, hypothesis] of hypotheses.entries()) {
      const ids = hypotheses.slice(0, index + 1).map(({ id }) => id);
      const key = `${base} ${ids.join(',')}`;
      let built = known.get(key);
      if (built === undefined) {
        if (currentTree !== tree) await restoreState(worktree, tree);
        const applied = await applyHypothesis(worktree, hypothesis, tree);
        built =
          applied.state === 'applied'
            ? { state: 'built', tree: applied.after }
            : { state: 'broken', id: hypothesis.id, why: applied };
        known.set(key, built);
        currentTree = built.state === 'built' ? built.tree : tree;
      }
      if (built.state === 'broken') return built;
      tree = built.tree;
    }
    return { state: 'built', tree };
  };
  return {
    build,
    size: async (before, after) => {
      const key = `${before} ${after}`;
      const size = sizes.get(key) ?? (await sizeBetween(worktree, before, after));
      sizes.set(key, size);
      return size;
    },
    text: (tree, path) => textIn(worktree, tree, path),
    files: async (before, after) =>
      (await changesBetween(worktree, before, after)).map(({ path }) => path),
  };
}

/** Applies hypotheses together; if one does not apply, it is left out with its dependents. */
export async function applyTogether(
  { build }: Pick<StateBuilder, 'build'>,
  base: string,
  hypotheses: readonly Hypothesis[],
  emit: EmitEvent,
): Promise<ChangeSet> {
  let parts = hypotheses;
  for (;;) {
    const built = await build(base, parts);
    if (built.state === 'built') return { parts, state: built.tree };
    const { id, why } = built;
    emit({ type: why.state === 'manual' ? 'manual' : 'removed', id, reason: why.reason });
    const orphans = new Set(dependentsOf(id, parts));
    for (const orphan of orphans) {
      emit({ type: 'removed', id: orphan, reason: `dependency ${id} removed` });
    }
    parts = parts.filter((part) => part.id !== id && !orphans.has(part.id));
  }
}
