import type { CallTree } from '../harness/model/program/profile.ts';

/** Weight of each node with all that it called. */
export function sumSubtrees({ parent, self }: CallTree): Float64Array {
  const sums = Float64Array.from(self);
  // From behind: a parent stands before its children.
  for (let node = sums.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[node] ?? 0);
  }
  return sums;
}
