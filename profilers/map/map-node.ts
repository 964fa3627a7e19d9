import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitSite } from '../../harness/model/program/waits.ts';

/** What is waited for at the end of a way through the code. */
export interface WaitLeaf {
  readonly site: WaitSite;
  /** Functions of the project and of packages that called it, innermost first. */
  readonly frames: readonly WaitFrame[];
}

export interface WaitFrame {
  readonly of: ProfiledFunction;
  /** Of the call in it, from 1; 0: unknown. */
  readonly line: number;
}

/** Where nodes are put that nobody above calls: the top of the map, or the inside of another program. */
export interface Ground {
  readonly roots: Map<string, MapNode>;
  /** What waits for the program that they are inside of; null: the top. */
  readonly above: MapNode | null;
  /** Program whose doing the nodes are, as in `ServedOperation`; null: not known. */
  readonly program: string | null;
}

/** What a program does for one place that waits for it. */
export interface ProgramInside {
  /** As in `ServedOperation`. */
  readonly program: string | null;
  /** Of the operation that answers: `GET /users/:id`. */
  readonly name: string;
  /** Of one operation of the map, milliseconds in which it waited for nothing that was seen. */
  restMs: number;
}

/** A program that is waited for, whose code is there. */
export interface AskedService {
  /** Of the topology; null: the program is of no service that the project names. */
  readonly name: string | null;
  /** Whether it was looked into: what it does stands in the map. */
  readonly isProfiled: boolean;
}

/** A function on its way from the entry, or what it waits for; milliseconds are of one operation. */
export interface MapNode {
  /** The same for the same function under the same node. */
  readonly key: string;
  readonly of: ProfiledFunction;
  /** For people: its name, or of a handler without one the route that it answers. */
  title: string;
  readonly wait: WaitLeaf | null;
  readonly above: MapNode | null;
  /** Of a wait: whose answer it is, where that is a program whose code is there. */
  asked: AskedService | null;
  /** Of a wait: what answered it, by program and operation; what that does stands below. */
  readonly insides: Map<string, ProgramInside>;
  /** Of a wait: the program that waits, as in `ServedOperation`; null: not known. */
  asker: string | null;
  /** On a CPU, as the innermost of the functions that the map shows. */
  cpuMs: number;
  /** Of `cpuMs`, the garbage collector, as far as it is known to work for this. */
  collectorMs: number;
  /** Of `cpuMs`, by the function of Node.js or of the engine that it called: `readFileSync`. */
  readonly via: Map<ProfiledFunction, number>;
  /** A wait's share of the time without the nodes below; several at once share it. */
  waitMs: number;
  /** Of a wait: the same with them. */
  wholeMs: number;
  /** Of a wait: times in one operation. */
  calls: number;
  /** Of a wait: of `wholeMs`, while the operation waited for nothing else. */
  aloneMs: number;
  readonly children: Map<string, MapNode>;
}

/** What two functions have in common that the map takes for one. */
export function placeKey({ name, file, line, package: packageName }: ProfiledFunction): string {
  return `${file ?? packageName ?? ''}\0${name}\0${line ?? ''}`;
}

/** The node under another for a function, made where there is none. */
export function childOf(
  above: MapNode | null,
  children: Map<string, MapNode>,
  of: ProfiledFunction,
  wait: WaitLeaf | null = null,
): MapNode {
  const key =
    wait === null
      ? placeKey(of)
      : `wait\0${wait.site.kind}\0${wait.site.detail}\0${wait.frames[0]?.line ?? 0}`;
  const known = children.get(key);
  if (known !== undefined) return known;
  const made: MapNode = {
    key,
    of,
    title: of.name,
    wait,
    above,
    asked: null,
    asker: null,
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

/** As `walk`, without what other programs do. */
export function* walkProgram(nodes: Iterable<MapNode>): Generator<MapNode> {
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if (node.wait === null) open.push(...node.children.values());
  }
}

/** Nodes with all below them, parents first. */
export function* walk(nodes: Iterable<MapNode>): Generator<MapNode> {
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...node.children.values());
  }
}

/** Time of every node with all below it. */
export function sumBelow(roots: ReadonlyMap<string, MapNode>): ReadonlyMap<MapNode, number> {
  const sums = new Map<MapNode, number>();
  // From behind: a parent is walked to before its children.
  for (const node of [...walk(roots.values())].reverse()) {
    let sum = node.cpuMs + node.waitMs;
    for (const child of node.children.values()) sum += sums.get(child) ?? 0;
    sums.set(node, sum);
  }
  return sums;
}
