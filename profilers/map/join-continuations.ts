import { childOf, type MapNode, sumBelow, walkProgram } from './map-node.ts';
import { moveInto } from './move-into.ts';

/** Who calls a function by the source, as keys; none: nobody knows. */
export type CallersOf = (node: MapNode) => readonly string[];

/** Does that at the top of a map, and then inside of every program that another one waits for. */
export function joinAll(roots: Map<string, MapNode>, callersOf: CallersOf): void {
  joinContinuations(roots, callersOf);
  for (const node of [...walkProgram(roots.values())]) {
    if (node.wait !== null && node.children.size > 0) joinAll(node.children, callersOf);
  }
}

/**
 * Puts functions that stand at the top back under who called them. After an `await` a function is
 * called by the event loop, so that a profile shows it without its caller; the part before its first
 * `await`, or what it waited for, still stands in its place, and where neither was seen the source
 * may say who calls it.
 */
function joinContinuations(roots: Map<string, MapNode>, callersOf: CallersOf): void {
  const sums = sumBelow(roots);
  for (const root of [...roots.values()]) {
    if (root.wait !== null || root.of.owner !== 'project') continue;
    const place = placeBelow(roots, root, sums) ?? placeByCaller(roots, root, callersOf(root));
    if (place === null) continue;
    roots.delete(root.key);
    moveInto(place, root);
  }
}

/** The largest node of the same function that somebody called, outside of what it calls itself. */
function placeBelow(
  roots: ReadonlyMap<string, MapNode>,
  root: MapNode,
  sums: ReadonlyMap<MapNode, number>,
): MapNode | null {
  let [found, foundMs]: [MapNode | null, number] = [null, -1];
  for (const node of walkProgram(roots.values())) {
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
  for (const node of walkProgram(roots.values())) {
    if (node.wait !== null || !wanted.has(node.key) || isInside(node, root)) continue;
    return childOf(node, node.children, root.of);
  }
  return null;
}

function isInside(node: MapNode, root: MapNode): boolean {
  for (let at: MapNode | null = node; at !== null; at = at.above) if (at === root) return true;
  return false;
}
