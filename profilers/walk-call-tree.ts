import type { CallTree } from '../harness/model/program/profile.ts';

export interface TreeWalk {
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
