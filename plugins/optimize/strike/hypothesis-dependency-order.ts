import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { Whole } from './remove-changes-without-measured-gain.ts';

/** Element with an id that may depend on others. */
export interface Dependent {
  readonly id: string;
  /** Ids that have to be applied before it. */
  readonly dependencies: readonly string[];
}

interface OrderedChanges<T> {
  /** Changes with their dependencies first; otherwise in the given order. */
  readonly ordered: readonly T[];
  /** Changes that cannot be applied, because a dependency is missing or cyclic. */
  readonly orphans: readonly { readonly id: string; readonly needs: string }[];
}

/** Sorts dependencies before their dependents. */
export function orderByDependencies<T extends Dependent>(changes: readonly T[]): OrderedChanges<T> {
  const ordered: T[] = [];
  const placed = new Set<string>();
  let waiting = changes;
  while (waiting.length > 0) {
    // One at a time, so that nothing moves further back than necessary.
    const next = waiting.find(({ dependencies }) => dependencies.every((id) => placed.has(id)));
    if (next === undefined) break;
    ordered.push(next);
    placed.add(next.id);
    waiting = waiting.filter((change) => change !== next);
  }
  const orphans = waiting.map(({ id, dependencies }) => ({
    id,
    needs: dependencies.find((dependency) => !placed.has(dependency)) ?? id,
  }));
  return { ordered, orphans };
}

/** Returns the ids of all direct and indirect dependents of a change, in the given order. */
export function dependentsOf<T extends Dependent>(
  id: string,
  changes: readonly T[],
): readonly string[] {
  const gone = new Set([id]);
  let before = 0;
  while (gone.size > before) {
    before = gone.size;
    for (const change of changes) {
      if (change.dependencies.some((needed) => gone.has(needed))) gone.add(change.id);
    }
  }
  return changes
    .map((change) => change.id)
    .filter((changeId) => changeId !== id && gone.has(changeId));
}

/** Returns some changes with all their dependencies, in the order of the complete list. */
export function withDependencies<T extends Dependent>(
  some: readonly T[],
  all: readonly T[],
): readonly T[] {
  const byId = new Map(all.map((change) => [change.id, change]));
  const wanted = new Set<string>();
  const want = (id: string): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    for (const needed of byId.get(id)?.dependencies ?? []) want(needed);
  };
  for (const { id } of some) want(id);
  return all.filter(({ id }) => wanted.has(id));
}

/** Hypotheses applied together, and the git tree of the resulting files. */
export type ChangeSet = Whole<Hypothesis, string>;

/** Ids, as logs and messages show them. */
export function listIds(hypotheses: readonly Pick<Hypothesis, 'id'>[]): readonly string[] {
  return hypotheses.map(({ id }) => id);
}
