import type { Profile, ProfiledFunction } from '../harness/model/profile.ts';

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
  const withCalled = Float64Array.from(self);
  for (let node = count - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) withCalled[above] = (withCalled[above] ?? 0) + (withCalled[node] ?? 0);
  }
  const selfOf = new Float64Array(functions.length);
  const totalOf = new Float64Array(functions.length);
  const isInside = insideItself(parent, of);
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
 * 1 for each node that has its own function above it. Nodes stand behind their parents, so each
 * asks upwards only as far as the recursion it may be part of.
 */
function insideItself(parent: Int32Array, of: Int32Array): Uint8Array {
  const inside = new Uint8Array(of.length);
  for (let node = 0; node < of.length; node += 1) {
    const own = of[node];
    let above = parent[node] ?? -1;
    while (above >= 0 && of[above] !== own) above = parent[above] ?? -1;
    if (above >= 0) inside[node] = 1;
  }
  return inside;
}

/** The weight of a whole profile without what was idle. */
export function busyWeight({ functions, tree }: Profile): number {
  let sum = 0;
  for (const [node, index] of tree.of.entries()) {
    if (functions[index]?.owner !== 'idle') sum += tree.self[node] ?? 0;
  }
  return sum;
}
