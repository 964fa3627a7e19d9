import type { Dependent } from './hypothesis-dependency-order.ts';

/** Change that triage may have to put into a group. */
export interface TriageCandidate extends Dependent {
  /** Ids of changes that exclude it. It is enough if one side names the other. */
  readonly conflicts_with: readonly string[];
}

/** Changes that exclude each other, directly or through others. */
export interface ExclusiveGroup<T> {
  readonly members: readonly T[];
  /** Sets that can be applied together, each as large as it can be, the best-ranked first. */
  readonly alternatives: readonly (readonly T[])[];
}

/** Changes to apply at once, and groups of changes that have to compete. */
export interface Triage<T> {
  readonly uncontested: readonly T[];
  readonly groups: readonly ExclusiveGroup<T>[];
}

/** Alternatives have a letter each. */
const MOST_ALTERNATIVES = 26;

/**
 * Splits changes into changes without conflicts and groups of mutually exclusive changes.
 * Dependents of a mutually exclusive change belong to its group, since they cannot be applied
 * before it.
 */
export function triage<T extends TriageCandidate>(changes: readonly T[]): Triage<T> {
  const conflicts = conflictsOf(changes);
  const contested = new Set(changes.map(({ id }) => id).filter((id) => conflicts.get(id)?.size));
  const components = componentsOf(changes, conflicts, contested);
  const groups = components.map((members) => ({
    members,
    alternatives: alternativesOf(members, conflicts).slice(0, MOST_ALTERNATIVES),
  }));
  const inGroup = new Set(components.flat());
  return { uncontested: changes.filter((change) => !inGroup.has(change)), groups };
}

type Conflicts = ReadonlyMap<string, ReadonlySet<string>>;

/** Both ways, and only between changes that are there. */
function conflictsOf(changes: readonly TriageCandidate[]): Conflicts {
  const found = new Map(changes.map(({ id }) => [id, new Set<string>()]));
  for (const { id, conflicts_with: others } of changes) {
    for (const other of others) {
      if (other === id || !found.has(other)) continue;
      found.get(id)?.add(other);
      found.get(other)?.add(id);
    }
  }
  return found;
}

/** Returns connected components by conflicts and dependencies on mutually exclusive changes. */
function componentsOf<T extends TriageCandidate>(
  changes: readonly T[],
  conflicts: Conflicts,
  contested: ReadonlySet<string>,
): readonly (readonly T[])[] {
  const component = new Map([...contested].map((id) => [id, new Set([id])]));
  const join = (a: string, b: string): void => {
    const joined = new Set([...(component.get(a) ?? [a]), ...(component.get(b) ?? [b])]);
    for (const id of joined) component.set(id, joined);
  };
  for (const id of contested) for (const other of conflicts.get(id) ?? []) join(id, other);
  for (let grown = -1; grown !== component.size; ) {
    grown = component.size;
    for (const { id, dependencies } of changes) {
      for (const needed of dependencies) if (component.has(needed)) join(id, needed);
    }
  }
  const seen = new Set<string>();
  return changes.flatMap(({ id }) => {
    const members = component.get(id);
    if (members === undefined || seen.has(id)) return [];
    for (const member of members) seen.add(member);
    return [changes.filter((change) => members.has(change.id))];
  });
}

/** Returns maximal sets without conflicts, closed under dependencies within the group. */
function alternativesOf<T extends TriageCandidate>(
  members: readonly T[],
  conflicts: Conflicts,
): readonly (readonly T[])[] {
  const ids = new Set(members.map(({ id }) => id));
  const found = new Map<string, readonly T[]>();
  for (const start of members) {
    // Grown from each member, adding others by rank. This scales to any group size, while all
    // maximal sets may be too many to try.
    const chosen = new Set<string>();
    const conflictsWithChosen = ({ id }: T): boolean =>
      [...chosen].some((other) => conflicts.get(id)?.has(other) === true);
    const add = (member: T): boolean => {
      if (chosen.has(member.id)) return true;
      if (conflictsWithChosen(member)) return false;
      const before = [...chosen];
      chosen.add(member.id);
      const needed = members.filter(({ id }) => member.dependencies.includes(id));
      if (needed.every(add)) return true;
      chosen.clear();
      for (const id of before) chosen.add(id);
      return false;
    };
    if (!add(start)) continue;
    for (const other of members) add(other);
    const set = members.filter(({ id }) => chosen.has(id) && ids.has(id));
    found.set(set.map(({ id }) => id).join(','), set);
  }
  return [...found.values()];
}
