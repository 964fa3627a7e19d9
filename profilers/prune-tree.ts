import type { ProfileReport } from '../harness/model/documents/profile-document.ts';
import type { Profile } from '../harness/model/program/profile.ts';
import { NO_PARENT } from './profile-builder.ts';
import { sumSubtrees } from './sum-subtrees.ts';

/**
 * The tree without what nobody could see in a picture: nodes that, with all below them, are a
 * smaller share of all that is not idle. What is cut off counts for the node that it hung from.
 */
export function pruneTree({ tree, functions }: Profile, leastShare: number): ProfileReport['tree'] {
  const { parent, of, self } = tree;
  const withCalled = sumSubtrees(tree);
  let whole = 0;
  for (const [node, index] of of.entries()) {
    const isIdle = functions[index]?.owner === 'idle';
    if (parent[node] === NO_PARENT && !isIdle) whole += withCalled[node] ?? 0;
  }
  const least = whole * leastShare;
  const places = new Int32Array(of.length).fill(-1);
  const kept = { parent: [] as number[], function: [] as number[], weight: [] as number[] };
  for (let node = 0; node < of.length; node += 1) {
    const above = parent[node] ?? -1;
    const placeAbove = above < 0 ? -1 : (places[above] ?? -1);
    const isLost = above >= 0 && placeAbove < 0;
    if (isLost || (withCalled[node] ?? 0) < least) {
      if (!isLost && placeAbove >= 0) {
        kept.weight[placeAbove] = (kept.weight[placeAbove] ?? 0) + (withCalled[node] ?? 0);
      }
      continue;
    }
    places[node] = kept.parent.push(placeAbove) - 1;
    kept.function.push(of[node] ?? 0);
    kept.weight.push(self[node] ?? 0);
  }
  return kept;
}
