import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import {
  getOrCreateChild,
  type MapNode,
  sumSubtreeTimes,
  walkNodes,
  walkProgramNodes,
} from './performance-map-node.ts';
import type { CodeIndex } from './source-code-index.ts';

/** Returns the callers of a function by the source, as keys; empty: unknown. */
export type FindCallers = (node: MapNode) => readonly string[];

/** Joins continuations at a map's top, then within programs that other programs wait for. */
export function joinAsyncContinuations(roots: Map<string, MapNode>, callersOf: FindCallers): void {
  joinContinuations(roots, callersOf);
  for (const node of [...walkProgramNodes(roots.values())]) {
    if (node.wait !== null && node.children.size > 0)
      joinAsyncContinuations(node.children, callersOf);
  }
}

/**
 * Moves functions from the top back under their callers. After an `await` a function is called by
 * the event loop, so a profile shows it without its caller; the part before its first `await`, or
 * its wait, is still at the right position, and if neither was observed, the source may show the
 * caller.
 */
function joinContinuations(roots: Map<string, MapNode>, callersOf: FindCallers): void {
  const sums = sumSubtreeTimes(roots);
  for (const root of [...roots.values()]) {
    if (root.wait !== null || root.of.owner !== 'project') continue;
    const place = placeBelow(roots, root, sums) ?? placeByCaller(roots, root, callersOf(root));
    if (place === null) continue;
    roots.delete(root.key);
    mergeNodeInto(place, root);
  }
}

/** Finds the largest node of the same function that has a caller, outside its own callees. */
function placeBelow(
  roots: ReadonlyMap<string, MapNode>,
  root: MapNode,
  sums: ReadonlyMap<MapNode, number>,
): MapNode | null {
  let [found, foundMs]: [MapNode | null, number] = [null, -1];
  for (const node of walkProgramNodes(roots.values())) {
    if (node === root || node.key !== root.key || isInside(node, root)) continue;
    const ms = sums.get(node) ?? 0;
    if (ms > foundMs) [found, foundMs] = [node, ms];
  }
  return found;
}

function placeByCaller(
  roots: ReadonlyMap<string, MapNode>,
  root: MapNode,
  callers: readonly string[],
): MapNode | null {
  const wanted = new Set(callers);
  if (wanted.size === 0) return null;
  for (const node of walkProgramNodes(roots.values())) {
    if (node.wait !== null || !wanted.has(node.key) || isInside(node, root)) continue;
    return getOrCreateChild(node, node.children, root.of);
  }
  return null;
}

function isInside(node: MapNode, root: MapNode): boolean {
  for (let at: MapNode | null = node; at !== null; at = at.above) if (at === root) return true;
  return false;
}

const NAMELESS = '(anonymous)';

/** Names anonymous handlers by the route that they answer: `GET /items/:kind`. */
export function nameHandlers(
  roots: ReadonlyMap<string, MapNode>,
  { routes, functions }: CodeFacts,
  code: CodeIndex,
): void {
  const titles = new Map(
    routes.flatMap(({ handler, method, path }) => {
      const of = handler === null ? undefined : functions[handler];
      return of === undefined ? [] : [[of, `${method} ${path}`] as const];
    }),
  );
  for (const node of walkNodes(roots.values())) {
    const { name, line } = node.of;
    if (name !== NAMELESS || node.wait !== null) continue;
    const of = code.functionOf(node.of);
    // A place in a handler that has no name either lies further down.
    if (of !== null && of.line === line) node.title = titles.get(of) ?? node.title;
  }
}

/** Adds a node and its subtree to another node of the same function. @param part - From 0 to 1. */
export function mergeNodeInto(to: MapNode, from: MapNode, part = 1): void {
  to.cpuMs += part * from.cpuMs;
  to.collectorMs += part * from.collectorMs;
  to.waitMs += part * from.waitMs;
  to.wholeMs += part * from.wholeMs;
  to.calls += part * from.calls;
  to.aloneMs += part * from.aloneMs;
  if (to.awaitedService?.isProfiled !== true)
    to.awaitedService = from.awaitedService ?? to.awaitedService;
  to.waitingProgram ??= from.waitingProgram;
  for (const [key, inside] of from.insides) {
    const known = to.insides.get(key) ?? { ...inside, restMs: 0 };
    to.insides.set(key, known);
    known.restMs += part * inside.restMs;
  }
  for (const [name, ms] of from.via) to.via.set(name, (to.via.get(name) ?? 0) + part * ms);
  for (const child of from.children.values()) {
    mergeNodeInto(getOrCreateChild(to, to.children, child.of, child.wait), child, part);
  }
}
