import { NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';

/** A function of a profiler that knows who called whom, and no stacks. */
export interface CalledFunction {
  readonly index: number;
  /** Weight excluding its callees. */
  readonly self: number;
  /** By position in the graph: weight of the calls of each, with all that they called. */
  readonly callees: ReadonlyMap<number, number>;
}

/** Share of the whole below which branches are not followed: there can be very many. */
const LEAST_SHARE = 1e-4;
const DEEPEST = 200;

/**
 * Adds a call graph as a tree. The self weight of a function is exact. Its callees' weight is
 * divided among its callers as in gprof: each caller gets a share proportional to its calls, as if
 * the function did the same work for all callers. A recursive call to a function on the current
 * path is omitted, since its weight is included there.
 */
export function addCallGraphToProfile(
  builder: ProfileBuilder,
  graph: readonly CalledFunction[],
): void {
  const rest = notFromCallers(graph);
  const whole = rest.reduce((sum, weight) => sum + weight, 0);
  const placed: Placed[] = [];
  for (const [position, weight] of rest.entries()) {
    if (weight > 0) follow(builder, graph, position, weight, whole * LEAST_SHARE, placed);
  }
  const found = new Float64Array(graph.length);
  for (const { position, self } of placed) found[position] = (found[position] ?? 0) + self;
  for (const { position, node, self } of placed) {
    const all = found[position] ?? 0;
    if (all > 0) builder.add(node, (self / all) * (graph[position]?.self ?? 0));
  }
  for (const [position, { index, self }] of graph.entries()) {
    if (self > 0 && !((found[position] ?? 0) > 0))
      builder.add(builder.node(NO_PARENT, index), self);
  }
}

interface Placed {
  readonly position: number;
  readonly node: number;
  readonly self: number;
}

/**
 * Returns for each function its weight, callees included, in calls that nobody in the graph made.
 * Functions that call each other in a circle were called from outside of it: their weights include
 * each other's, so the remainder means nothing.
 */
function notFromCallers(graph: readonly CalledFunction[]): Float64Array {
  const isInCircle = findCircles(graph.map(({ callees }) => [...callees.keys()]));
  const rest = Float64Array.from(graph, ({ self, callees }, position) => {
    let sum = self;
    for (const [callee, weight] of callees) if (callee !== position) sum += weight;
    return sum;
  });
  for (const [position, { callees }] of graph.entries()) {
    for (const [callee, weight] of callees) {
      if (callee !== position) rest[callee] = (rest[callee] ?? 0) - weight;
    }
  }
  // A remainder of rounding is no call.
  return rest.map((weight, position) =>
    isInCircle[position] === 0 && weight > 1e-9 * (graph[position]?.self ?? 0) ? weight : 0,
  );
}

interface Step {
  readonly position: number;
  readonly weight: number;
  readonly above: number;
  readonly depth: number;
}

function follow(
  builder: ProfileBuilder,
  graph: readonly CalledFunction[],
  root: number,
  all: number,
  least: number,
  placed: Placed[],
): void {
  const open: number[] = [];
  const waiting: Step[] = [{ position: root, weight: all, above: NO_PARENT, depth: 0 }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { position, weight, above, depth } = step;
    const caller = graph[position];
    if (caller === undefined) continue;
    open.length = depth;
    open.push(position);
    const node = builder.node(above, caller.index);
    const called = [...caller.callees].filter(
      ([callee, part]) => part > 0 && !open.includes(callee),
    );
    const sum = called.reduce((total, [, part]) => total + part, caller.self);
    if (sum <= 0) continue;
    placed.push({ position, node, self: (weight * caller.self) / sum });
    if (depth === DEEPEST) continue;
    for (const [callee, part] of called) {
      const share = (weight * part) / sum;
      if (share < least) continue;
      waiting.push({ position: callee, weight: share, above: node, depth: depth + 1 });
    }
  }
}

/** Returns 1 for functions in or between cycles of calls. @param callees - By position. */
function findCircles(callees: readonly (readonly number[])[]): Uint8Array {
  const callers: number[][] = callees.map(() => []);
  for (const [position, called] of callees.entries()) {
    for (const callee of called) callers[callee]?.push(position);
  }
  const left = new Uint8Array(callees.length).fill(1);
  takeAway(left, callers, callees);
  takeAway(left, callees, callers);
  return left;
}

/** Removes nodes without remaining predecessors, repeatedly. */
function takeAway(
  left: Uint8Array,
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): void {
  const counts = before.map(
    (others, position) => others.filter((other) => other !== position && left[other] === 1).length,
  );
  const waiting = [...counts.keys()].filter((count) => left[count] === 1 && counts[count] === 0);
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    left[index] = 0;
    for (const other of after[index] ?? []) {
      if (other === index || left[other] === 0) continue;
      counts[other] = (counts[other] ?? 0) - 1;
      if (counts[other] === 0) waiting.push(other);
    }
  }
}
