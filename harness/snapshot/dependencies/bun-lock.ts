import { DEPENDENCY_SECTIONS } from '../../packages/manifest.ts';
import { type LockGraph, record, UnreadableLock } from './lock-graph.ts';

/** Reads a parsed bun.lock: its keys are chains of names, and what is nested comes before what is not. */
export function readBunLock(value: unknown): LockGraph {
  const { workspaces, packages, configVersion: _, ...rest } = record(value);
  const nodes = record(packages);
  // Of 0 to 2; what a later version means by the same words, nobody knows yet.
  const version = Number(rest.lockfileVersion);
  if (workspaces === undefined || !(version <= 2)) throw new UnreadableLock();
  const resolve = (from: string, name: string): string | null => {
    for (let at = namesIn(from); ; at = at.slice(0, -1)) {
      const key = [...at, name].join('/');
      if (Object.hasOwn(nodes, key)) return key;
      if (at.length === 0) return null;
    }
  };
  return {
    rest,
    // Which of several versions is found is not locked, so no part of it is left out: see `LOCKING_PEERS`.
    visible: [],
    asks: Object.entries(record(workspaces)).flatMap(([at, own]) =>
      DEPENDENCY_SECTIONS.flatMap((section) =>
        Object.entries(record(record(own)[section])).map(([name, said]) => ({
          at,
          section,
          name,
          said,
          key: resolve(String(record(own).name ?? ''), name),
        })),
      ),
    ),
    entry: (key) => nodes[key],
    edges: (key) => {
      const parts = Array.isArray(nodes[key]) ? nodes[key] : [];
      const sections = parts.map(record);
      const names = sections.flatMap((one) =>
        DEPENDENCY_SECTIONS.flatMap((section) => Object.keys(record(one[section]))),
      );
      return names.map((name) => resolve(key, name)).filter((found) => found !== null);
    },
  };
}

/** The names of a chain; those with a scope have a slash of their own. */
function namesIn(key: string): readonly string[] {
  return key.match(/@[^/]+\/[^/]+|[^/]+/gu) ?? [];
}
