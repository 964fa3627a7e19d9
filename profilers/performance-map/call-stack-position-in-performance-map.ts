import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import {
  functionPlaceKey,
  getOrCreateChild,
  type MapNode,
  type NodeContainer,
} from './performance-map-node.ts';

/** Position of a stack in the map, going inwards from its outermost function. */
export interface MapPosition {
  /** Innermost function of the project's way; null: the project's code was not reached yet. */
  readonly node: MapNode | null;
  /** First package on the stack before the project's code was reached; null if none. */
  readonly framework: string | null;
  /** Function of Node.js or the engine called directly by the innermost function; null if none. */
  readonly via: ProfiledFunction | null;
}

export const OUTSIDE_MAP: MapPosition = { node: null, framework: null, via: null };

/**
 * Moves one function inwards: frameworks above the project's code are not nodes, Node.js counts for
 * its caller, and recursion appears once.
 */
export function enterFunction(
  ground: NodeContainer,
  { node, framework, via }: MapPosition,
  of: ProfiledFunction,
): MapPosition {
  if (of.owner === 'project' || (of.owner === 'package' && node !== null)) {
    const { roots, above } = ground;
    const known = openAbove(ground, node, of);
    return {
      node: known ?? getOrCreateChild(node ?? above, node?.children ?? roots, of),
      framework: null,
      via: null,
    };
  }
  if (of.owner === 'package') return { node, framework: framework ?? of.package, via: null };
  return { node, framework, via: via ?? of };
}

/** Returns the node a position's time belongs to; null: no project or package code called it. */
export function findPositionNode(
  { roots, above }: NodeContainer,
  { node, framework }: MapPosition,
): MapNode | null {
  if (node !== null || framework === null) return node;
  return getOrCreateChild(above, roots, {
    name: framework,
    owner: 'package',
    package: framework,
    file: null,
    line: null,
    column: null,
  });
}

/** The same function of the same program, further up. */
function openAbove(
  { above, program }: NodeContainer,
  node: MapNode | null,
  of: ProfiledFunction,
): MapNode | null {
  const key = functionPlaceKey(of);
  let at = node ?? above;
  for (let here = program; at !== null; at = at.above) {
    if (at.wait !== null) here = at.waitingProgram;
    else if (at.key === key && here === program) return at;
  }
  return null;
}
