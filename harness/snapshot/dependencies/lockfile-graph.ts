/** A dependency of one of the project's own packages. */
export interface LockedDependency {
  /** Folder of the asking package, from the lockfile. */
  readonly at: string;
  readonly section: string;
  readonly name: string;
  /** All that the lockfile says of this wish. */
  readonly said: unknown;
  /** Key of the package that it gets; null: none, or one of the project's own. */
  readonly key: string | null;
}

/** A lockfile as a graph, whichever package manager has written it. */
export interface LockfileGraph {
  readonly asks: readonly LockedDependency[];
  /** Returns the locked data of a key, without data that follow from the rest of the graph. */
  readonly entry: (key: string) => unknown;
  /** Keys of the packages that one gets. */
  readonly edges: (key: string) => readonly string[];
  /** Packages that the project's own code may find without asking for them. */
  readonly visible: readonly (readonly [name: string, key: string])[];
  /** Other data that determine what is installed. */
  readonly rest: unknown;
}

/** A lockfile that is not written as expected; what it says is then compared as a whole. */
export class UnreadableLockfile extends Error {}

/** From where packages are reached. */
export interface ReachFilter {
  readonly isFollowed: (ask: LockedDependency) => boolean;
  /** True if code may load a package that is no dependency. */
  readonly isNamed: (name: string) => boolean;
}

/** All that a lockfile says of the packages that can be reached. */
export function serializeReachable(
  graph: LockfileGraph,
  { isFollowed, isNamed }: ReachFilter,
): string {
  const asks = graph.asks.filter(isFollowed);
  const found = graph.visible.filter(([name]) => isNamed(name)).map(([, key]) => key);
  const asked = asks.map(({ key }) => key).filter((key) => key !== null);
  const reached = new Set([...asked, ...found]);
  // A set is walked in the order of adding, what is added on the way included.
  for (const key of reached) for (const next of graph.edges(key)) reached.add(next);
  const entries = [...reached].sort().map((key) => [key, graph.entry(key)]);
  const wishes = asks.map(({ at, section, name, said, key }) =>
    JSON.stringify([at, section, name, said, key]),
  );
  return JSON.stringify([graph.rest, wishes.sort(), entries]);
}

/** A value as an object; an empty one where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}

/** An object without some of its keys. */
export function omitKeys(value: unknown, names: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(asRecord(value)).filter(([key]) => !names.includes(key)),
  );
}
