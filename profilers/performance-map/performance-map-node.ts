import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitSite } from '../../harness/model/program/program-wait-record-types.ts';

export interface WaitLeaf {
  readonly site: WaitSite;
  /** Functions of the project and of packages that called it, innermost first. */
  readonly frames: readonly WaitFrame[];
}

export interface WaitFrame {
  readonly of: ProfiledFunction;
  /** Line of the call in it, from 1; 0: unknown. */
  readonly line: number;
}

/** Place of nodes without a caller: the top of the map, or the inside of another program. */
export interface NodeContainer {
  readonly roots: Map<string, MapNode>;
  /** Node that waits for the program that they are inside of; null: the top. */
  readonly above: MapNode | null;
  /** Program whose work the nodes represent, as in `ServedOperation`; null if unknown. */
  readonly program: string | null;
}

export interface AnsweringProgram {
  /** As in `ServedOperation`. */
  readonly program: string | null;
  /** Name of the operation that answers: `GET /users/:id`. */
  readonly name: string;
  /** Milliseconds in which it had no observed wait, per operation of the map. */
  restMs: number;
}

/** An awaited program whose code is available. */
export interface AwaitedService {
  /** Name in the topology; null: the program belongs to no service that the project names. */
  readonly name: string | null;
  /** True if it was profiled, so that its work is in the map. */
  readonly isProfiled: boolean;
}

/** A function on its path from the entry, or one of its waits; milliseconds are per operation. */
export interface MapNode {
  /** The same for the same function under the same node. */
  readonly key: string;
  readonly of: ProfiledFunction;
  /** Display name: its name, or for an anonymous handler the route that it answers. */
  title: string;
  readonly wait: WaitLeaf | null;
  readonly above: MapNode | null;
  /** For a wait: the program that answers, if its code is available. */
  awaitedService: AwaitedService | null;
  /** For a wait: what answered it, by program and operation; their work is below. */
  readonly insides: Map<string, AnsweringProgram>;
  /** For a wait: the program that waits, as in `ServedOperation`; null: unknown. */
  waitingProgram: string | null;
  /** On a CPU, as the innermost of the functions that the map shows. */
  cpuMs: number;
  /** Part of `cpuMs` by the garbage collector, as far as it is known to work for this function. */
  collectorMs: number;
  /** Parts of `cpuMs` by the called function of Node.js or of the engine: `readFileSync`. */
  readonly via: Map<ProfiledFunction, number>;
  /** A wait's share of the time, excluding child nodes; concurrent waits divide it. */
  waitMs: number;
  /** For a wait: its share of the time, nodes below included. */
  wholeMs: number;
  /** For a wait: number in one operation. */
  calls: number;
  /** For a wait: part of `wholeMs` in which the operation waited for nothing else. */
  aloneMs: number;
  readonly children: Map<string, MapNode>;
}

/** Returns a key that is equal for functions that the map merges. */
export function functionPlaceKey({
  name,
  file,
  line,
  package: packageName,
}: ProfiledFunction): string {
  return `${file ?? packageName ?? ''}\0${name}\0${line ?? ''}`;
}

export function getOrCreateChild(
  above: MapNode | null,
  children: Map<string, MapNode>,
  of: ProfiledFunction,
  wait: WaitLeaf | null = null,
): MapNode {
  const key =
    wait === null
      ? functionPlaceKey(of)
      : `wait\0${wait.site.kind}\0${wait.site.detail}\0${wait.frames[0]?.line ?? 0}`;
  const known = children.get(key);
  if (known !== undefined) return known;
  const made: MapNode = {
    key,
    of,
    title: of.name,
    wait,
    above,
    awaitedService: null,
    waitingProgram: null,
    insides: new Map(),
    cpuMs: 0,
    collectorMs: 0,
    via: new Map(),
    waitMs: 0,
    wholeMs: 0,
    calls: 0,
    aloneMs: 0,
    children: new Map(),
  };
  children.set(key, made);
  return made;
}

/** Like `walkNodes`, but without the work of other programs. */
export function* walkProgramNodes(nodes: Iterable<MapNode>): Generator<MapNode> {
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if (node.wait === null) open.push(...node.children.values());
  }
}

export function* walkNodes(nodes: Iterable<MapNode>): Generator<MapNode> {
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...node.children.values());
  }
}

export function sumSubtreeTimes(roots: ReadonlyMap<string, MapNode>): ReadonlyMap<MapNode, number> {
  const sums = new Map<MapNode, number>();
  // From behind: a parent is walked to before its children.
  for (const node of [...walkNodes(roots.values())].reverse()) {
    let sum = node.cpuMs + node.waitMs;
    for (const child of node.children.values()) sum += sums.get(child) ?? 0;
    sums.set(node, sum);
  }
  return sums;
}

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
