/** A dependency of one of the project's own packages. */
export interface LockedDependency {
  /** Folder of the dependent package, relative to the lockfile. */
  readonly at: string;
  readonly section: string;
  readonly name: string;
  /** Everything that the lockfile states about this dependency. */
  readonly said: unknown;
  /** Key of the package it resolves to; null if none, or if it is a package of the project. */
  readonly key: string | null;
}

/** A lockfile as a graph, whichever package manager has written it. */
export interface LockfileGraph {
  readonly asks: readonly LockedDependency[];
  /** Returns the locked data of a key, without data that follow from the rest of the graph. */
  readonly entry: (key: string) => unknown;
  /** Returns the keys of a package's dependencies. */
  readonly edges: (key: string) => readonly string[];
  /** Other data that determine what is installed. */
  readonly rest: unknown;
}

/** Error of a lockfile with an unexpected format; its text is then compared as a whole. */
export class UnreadableLockfile extends Error {}

/** Serializes everything that a lockfile states about the packages reachable from some asks. */
export function serializeReachable(
  graph: LockfileGraph,
  isFollowed: (ask: LockedDependency) => boolean,
): string {
  const asks = graph.asks.filter(isFollowed);
  const reached = new Set(asks.flatMap(({ key }) => key ?? []));
  // Iterating a set includes elements added during the iteration.
  for (const key of reached) for (const next of graph.edges(key)) reached.add(next);
  const entries = [...reached].sort().map((key) => [key, graph.entry(key)]);
  const wishes = asks.map(({ at, section, name, said, key }) =>
    JSON.stringify([at, section, name, said, key]),
  );
  return JSON.stringify([graph.rest, wishes.sort(), entries]);
}

/** Returns a value as an object; an empty object if it is not one. */
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

/** Lists the dependencies that a package of the project states, by section. */
export function listAsks(
  at: string,
  manifest: unknown,
  sections: readonly string[],
  keyOf: (name: string, said: unknown) => string | null,
): readonly LockedDependency[] {
  return sections.flatMap((section) =>
    Object.entries(asRecord(asRecord(manifest)[section])).map(([name, said]) => ({
      at,
      section,
      name,
      said,
      key: keyOf(name, said),
    })),
  );
}
