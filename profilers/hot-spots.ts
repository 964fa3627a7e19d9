import type { Profile, ProfiledFunction } from '../harness/model/profile.ts';
import { sumSubtrees } from './sum-subtrees.ts';

/** A function with all that was seen of it, over all places it was called from. */
export interface FunctionWeights {
  readonly of: ProfiledFunction;
  /** While it was the innermost. */
  readonly self: number;
  /** With what it called; a call of itself counts once. */
  readonly total: number;
}

/** Every function of a profile with its weights, in the order of the profile. */
export function weighFunctions({ functions, tree }: Profile): readonly FunctionWeights[] {
  const { parent, of, self } = tree;
  const count = of.length;
  const withCalled = sumSubtrees(tree);
  const selfOf = new Float64Array(functions.length);
  const totalOf = new Float64Array(functions.length);
  const isInside = insideItself(parent, of, functions.length);
  for (let node = 0; node < count; node += 1) {
    const index = of[node] ?? 0;
    selfOf[index] = (selfOf[index] ?? 0) + (self[node] ?? 0);
    if (isInside[node] === 0) totalOf[index] = (totalOf[index] ?? 0) + (withCalled[node] ?? 0);
  }
  return functions.map((one, index) => ({
    of: one,
    self: selfOf[index] ?? 0,
    total: totalOf[index] ?? 0,
  }));
}

/**
 * 1 for each node that has its own function above it. One walk through the tree, whatever its depth:
 * how often each function is open on the way down is counted.
 */
function insideItself(parent: Int32Array, of: Int32Array, functions: number): Uint8Array {
  const inside = new Uint8Array(of.length);
  const { first, next } = childrenOf(parent);
  const open = new Int32Array(functions);
  const enter = (node: number): void => {
    const index = of[node] ?? 0;
    if ((open[index] ?? 0) > 0) inside[node] = 1;
    open[index] = (open[index] ?? 0) + 1;
  };
  const leave = (node: number): void => {
    const index = of[node] ?? 0;
    open[index] = (open[index] ?? 0) - 1;
  };
  for (let root = 0; root < of.length; root += 1) {
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
  return inside;
}

/** First child and next sibling of each node, as columns; −1: none. */
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
