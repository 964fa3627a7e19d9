import type { Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { sumSubtrees } from './sum-subtrees.ts';
import { walkTree } from './walk-tree.ts';

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
  const open = new Int32Array(functions);
  walkTree(parent, {
    enter: (node) => {
      const index = of[node] ?? 0;
      if ((open[index] ?? 0) > 0) inside[node] = 1;
      open[index] = (open[index] ?? 0) + 1;
    },
    leave: (node) => {
      const index = of[node] ?? 0;
      open[index] = (open[index] ?? 0) - 1;
    },
  });
  return inside;
}
