import type { CallTree } from '../harness/model/program/profile.ts';

const FIRST_ROOM = 1_024;

/** Open addressing over columns: a map for each inner node would take ten times a tree of millions. */
export function createCallTreeColumns() {
  let parents = new Int32Array(FIRST_ROOM);
  let functions = new Int32Array(FIRST_ROOM);
  let weights = new Float64Array(FIRST_ROOM);
  /** Hash table of node numbers plus one; 0 is free. Always at most half full. */
  let table = new Int32Array(2 * FIRST_ROOM);
  let count = 0;

  /** Returns the slot of a node in the table, or the slot that it would get. */
  const placeOf = (parent: number, of: number): number => {
    const mask = table.length - 1;
    let place = hash(parent, of) & mask;
    for (;;) {
      const node = (table[place] ?? 0) - 1;
      if (node < 0 || (parents[node] === parent && functions[node] === of)) return place;
      place = (place + 1) & mask;
    }
  };
  const grow = (): void => {
    const room = 2 * parents.length;
    parents = withRoom(parents, new Int32Array(room));
    functions = withRoom(functions, new Int32Array(room));
    weights = withRoom(weights, new Float64Array(room));
    table = new Int32Array(2 * room);
    for (let node = 0; node < count; node += 1) {
      table[placeOf(parents[node] ?? 0, functions[node] ?? 0)] = node + 1;
    }
  };

  return {
    /** Returns the node of a function below another node; always the same for the same arguments. */
    node: (parent: number, of: number): number => {
      const known = (table[placeOf(parent, of)] ?? 0) - 1;
      if (known >= 0) return known;
      if (count === parents.length) grow();
      table[placeOf(parent, of)] = count + 1;
      parents[count] = parent;
      functions[count] = of;
      count += 1;
      return count - 1;
    },
    add: (node: number, weight: number): void => {
      weights[node] = (weights[node] ?? 0) + weight;
    },
    tree: (): CallTree => ({
      parent: parents.slice(0, count),
      of: functions.slice(0, count),
      self: weights.slice(0, count),
    }),
  };
}

/** Mixes two numbers so that neighbours land far apart (constants of MurmurHash3's finaliser). */
function hash(parent: number, of: number): number {
  let mixed = Math.imul(parent + 1, 0x85ebca6b) ^ Math.imul(of + 1, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function withRoom<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

interface TreeWalk {
  /** Before all that a node called. */
  readonly enter: (node: number) => void;
  /** After it. */
  readonly leave: (node: number) => void;
}

/** Walks through a tree in the order of its calls, however deep it is. @param parent - Of each node. */
export function walkCallTree(parent: Int32Array, { enter, leave }: TreeWalk): void {
  const { first, next } = childrenOf(parent);
  for (let root = 0; root < parent.length; root += 1) {
    if ((parent[root] ?? -1) >= 0) continue;
    let node = root;
    enter(node);
    for (;;) {
      let step = first[node] ?? -1;
      while (step < 0) {
        leave(node);
        if (node === root) break;
        step = next[node] ?? -1;
        if (step < 0) node = parent[node] ?? root;
      }
      if (step < 0) break;
      node = step;
      enter(node);
    }
  }
}

/** Returns first child and next sibling of each node, as columns; −1 for none. */
function childrenOf(parent: Int32Array): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parent.length).fill(-1);
  const next = new Int32Array(parent.length).fill(-1);
  for (let node = parent.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above < 0) continue;
    next[node] = first[above] ?? -1;
    first[above] = node;
  }
  return { first, next };
}

/** Weight of each node with all that it called. */
export function sumSubtrees({ parent, self }: CallTree): Float64Array {
  const sums = Float64Array.from(self);
  // Iterates backwards, since parents precede their children.
  for (let node = sums.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[node] ?? 0);
  }
  return sums;
}

/** Weights of nodes: their own, and those of whole subtrees. */
interface NodeWeights {
  readonly self: Float64Array;
  readonly sums: Float64Array;
}

/**
 * Prunes nodes whose subtree weighs less than `least` by all columns; their weight counts for their
 * parent. @returns The remaining tree, and the remaining own weights of each column.
 */
export function pruneCallTree(
  { parent, of }: Pick<CallTree, 'parent' | 'of'>,
  columns: readonly NodeWeights[],
  least: number,
) {
  const places = new Int32Array(of.length).fill(-1);
  const tree = { parent: [] as number[], function: [] as number[] };
  const weights = columns.map((): number[] => []);
  for (let node = 0; node < of.length; node += 1) {
    const above = parent[node] ?? -1;
    const placeAbove = above < 0 ? -1 : (places[above] ?? -1);
    // The weight of a pruned caller includes this node.
    if (above >= 0 && placeAbove < 0) continue;
    const isKept = columns.some(({ sums }) => (sums[node] ?? 0) >= least);
    if (isKept) {
      places[node] = tree.parent.push(placeAbove) - 1;
      tree.function.push(of[node] ?? 0);
    }
    for (const [index, { self, sums }] of columns.entries()) {
      const column = weights[index] ?? [];
      if (isKept) column.push(self[node] ?? 0);
      else if (placeAbove >= 0) column[placeAbove] = (column[placeAbove] ?? 0) + (sums[node] ?? 0);
    }
  }
  return { tree, weights };
}
