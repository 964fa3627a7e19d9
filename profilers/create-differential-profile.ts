import type {
  DifferentialProfile,
  FunctionChange,
} from '../harness/model/documents/differential-profile-schema.ts';
import type { CallTree } from '../harness/model/program/profile.ts';
import type { SimultaneousInterval } from '../harness/stats/simultaneous-confidence-intervals.ts';
import { createCallTreeColumns, pruneCallTree, sumSubtrees } from './columnar-call-tree.ts';
import {
  type ComparedProfiles,
  compareProfiles,
  type ProfiledPairs,
  type ProfiledUnit,
} from './compare-profiles.ts';
import { NO_PARENT, PROFILE_WEIGHT_UNITS } from './profile-builder.ts';

const CONFIDENCE = 0.95;
/** Calls that are less of either side, with all that they call, are not drawn. */
const LEAST_DRAWN = 0.001;

/** Creates profiled pairs' difference for documents; under six pairs nothing is beyond noise. */
export function createDifferentialProfile(pairs: ProfiledPairs): DifferentialProfile {
  const compared = compareProfiles(pairs, { confidence: CONFIDENCE });
  const [[{ profile }]] = pairs;
  const { reached } = compared;
  const change = ({
    estimate,
    low,
    high,
  }: SimultaneousInterval): DifferentialProfile['change'] => ({
    estimate,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
  });
  const { tree, keys } = createCallTreeDifference(pairs, compared, LEAST_DRAWN);
  const { functions, indexOf } = numberFunctions(compared, keys, tree.function);
  return {
    tool: profile.tool,
    unit: PROFILE_WEIGHT_UNITS[profile.weight],
    pairs: pairs.length,
    confidence: reached ? CONFIDENCE : 0,
    base: compared.base,
    head: compared.head,
    change: change(compared.change),
    explained: compared.explained,
    functions,
    changes: compared.functions.map(
      (comparedFunction): FunctionChange => ({
        function: indexOf(comparedFunction.key),
        state: comparedFunction.state,
        base: comparedFunction.base,
        head: comparedFunction.head,
        change: change(comparedFunction.change),
        beyond_noise: comparedFunction.isBeyondNoise,
      }),
    ),
    tree: { ...tree, function: tree.function.map((of) => indexOf(keys[of] ?? '')) },
  };
}

/** Renumbers the functions that are listed or drawn, and omits the others. */
function numberFunctions(
  { functions, names }: ComparedProfiles,
  keys: readonly string[],
  drawn: readonly number[],
): Pick<DifferentialProfile, 'functions'> & { readonly indexOf: (key: string) => number } {
  const wanted = [...functions.map(({ key }) => key), ...drawn.map((of) => keys[of] ?? '')];
  const indexes = new Map([...new Set(wanted)].map((key, index) => [key, index]));
  return {
    functions: [...indexes.keys()].map((key) => {
      const profiledFunction = names.get(key);
      if (profiledFunction === undefined)
        throw new TypeError('a function was lost while matching the sides');
      return profiledFunction;
    }),
    indexOf: (key) => indexes.get(key) ?? 0,
  };
}

/**
 * Merges the calls of both sides into one tree, an operation each and without idle time. @param
 * leastShare - Share of the larger side below which calls are pruned.
 */
export function createCallTreeDifference(
  pairs: ProfiledPairs,
  { keys }: Pick<ComparedProfiles, 'keys'>,
  leastShare: number,
) {
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  // Nodes of both sides are added to both, so that their numbers are the same.
  const [base, head] = [createCallTreeColumns(), createCallTreeColumns()];
  const addUnit = (unit: ProfiledUnit, side: 0 | 1): void => {
    const { functions, tree } = unit.profile;
    const indexes = (keys.get(unit) ?? []).map(numberOf);
    const nodes = new Int32Array(tree.of.length).fill(NO_PARENT);
    const weight = 1 / unit.operations / pairs.length;
    for (const [node, of] of tree.of.entries()) {
      if (functions[of]?.owner === 'idle') continue;
      const above = tree.parent[node] ?? NO_PARENT;
      const parent = above === NO_PARENT ? NO_PARENT : (nodes[above] ?? NO_PARENT);
      const own = base.node(parent, indexes[of] ?? 0);
      head.node(parent, indexes[of] ?? 0);
      nodes[node] = own;
      const columns = side === 0 ? base : head;
      columns.add(own, (tree.self[node] ?? 0) * weight);
    }
  };
  for (const [pair, other] of pairs) {
    addUnit(pair, 0);
    addUnit(other, 1);
  }
  const trees = [base.tree(), head.tree()] as const;
  return { tree: prune(trees, leastShare), keys: [...numbers.keys()] };
}

function prune(
  trees: readonly [CallTree, CallTree],
  leastShare: number,
): DifferentialProfile['tree'] {
  const columns = trees.map((tree) => ({ self: tree.self, sums: sumSubtrees(tree) }));
  const [{ parent, of }] = trees;
  const wholes = columns.map(({ sums }) =>
    sums.reduce((all, weight, node) => all + (parent[node] === NO_PARENT ? weight : 0), 0),
  );
  const pruned = pruneCallTree({ parent, of }, columns, Math.max(...wholes) * leastShare);
  const [base = [], head = []] = pruned.weights;
  return { ...pruned.tree, base, head };
}
