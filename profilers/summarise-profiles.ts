import type {
  HotSpot,
  OwnerShare,
  ProfileReport,
  ProfileShare,
} from '../harness/model/documents/profile-document.ts';
import type { CodeOwner, Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../harness/stats/quantile-confidence-interval.ts';
import { pruneCallTree, sumSubtrees, walkCallTree } from './columnar-call-tree.ts';
import {
  createFunctionKey,
  mergeProfiles,
  NO_PARENT,
  PROFILE_WEIGHT_UNITS,
} from './profile-builder.ts';

/** Confidence of the interval of a share. */
const CONFIDENCE = 0.95;
/** Share, including callees, below which functions are omitted. */
const MIN_SHARE = 0.001;
const MAX_LINES = 5;

export type ProfileSummary = Pick<
  ProfileReport,
  | 'unit'
  | 'weight'
  | 'confidence'
  | 'threads'
  | 'samples'
  | 'busy'
  | 'idle'
  | 'functions'
  | 'hot_spots'
  | 'owners'
  | 'tree'
>;

type Weighed = ReturnType<typeof weighOne>;

export function summariseProfiles(profiles: readonly [Profile, ...Profile[]]): ProfileSummary {
  const merged = mergeProfiles(profiles);
  const { functions } = merged;
  const indexes = new Map(
    functions.map((profiledFunction, index) => [createFunctionKey(profiledFunction), index]),
  );
  const weighed = profiles.map((profile) => weighOne(profile, functions.length, indexes));
  const shareOf = (pick: (profileSummary: Weighed) => number): ProfileShare =>
    intervalOf(
      weighed.map((profileSummary) =>
        profileSummary.busy === 0 ? 0 : pick(profileSummary) / profileSummary.busy,
      ),
    );
  const linesOf = linesByFunction(merged);
  const hotSpots = functions
    .map((profiledFunction, index): HotSpot & { readonly owner: CodeOwner } => ({
      function: index,
      owner: profiledFunction.owner,
      self: shareOf(({ self }) => self[index] ?? 0),
      total: shareOf(({ total }) => total[index] ?? 0),
      weight: median(weighed.map(({ self }) => self[index] ?? 0)),
      lines: linesOf(index),
    }))
    // perf-harness's own time is reported as a share next to those of packages, and is never a hot
    // spot.
    .filter(({ owner }) => owner !== 'idle' && owner !== 'harness')
    .filter(({ total }) => total.high >= MIN_SHARE)
    .sort((a, b) => b.self.median - a.self.median || b.total.median - a.total.median)
    .map(({ owner: _, ...hotSpot }) => hotSpot);
  return {
    unit: PROFILE_WEIGHT_UNITS[merged.weight],
    weight: merged.weight,
    confidence: Math.min(
      CONFIDENCE,
      medianInterval(
        weighed.map(({ busy }) => busy),
        CONFIDENCE,
      ).confidence,
    ),
    threads: median(profiles.map(({ threads }) => threads)),
    samples: merged.samples,
    busy: median(weighed.map(({ busy }) => busy)),
    // Not every tool that reports times sees threads that wait.
    idle: weighed.some(({ idle }) => idle > 0) ? intervalOf(weighed.map(idleShare)) : null,
    functions,
    hot_spots: hotSpots,
    owners: ownersOf(functions, shareOf),
    tree: pruneTree(merged, MIN_SHARE),
  };
}

function weighOne(profile: Profile, count: number, indexes: ReadonlyMap<string, number>) {
  const self = new Float64Array(count);
  const total = new Float64Array(count);
  let busy = 0;
  const [worked, idle] = splitIdle(profile);
  for (const weighFunction of computeFunctionWeights(worked)) {
    const index = indexes.get(createFunctionKey(weighFunction.of));
    if (index === undefined)
      throw new TypeError(`"${weighFunction.of.name}" was lost when profiles were merged`);
    self[index] = weighFunction.self;
    total[index] = weighFunction.total;
    busy += weighFunction.self;
  }
  return { self, total, busy, idle: idle.reduce((sum, weight) => sum + weight, 0) };
}

/** Separates a profile without idle time (shares are of busy time) from idle weight by node. */
function splitIdle(profile: Profile): readonly [Profile, Float64Array] {
  const { functions, tree } = profile;
  const isIdle = functions.map(({ owner }) => owner === 'idle');
  const partOf = (wanted: boolean): Float64Array =>
    tree.self.map((weight, node) => (isIdle[tree.of[node] ?? 0] === wanted ? weight : 0));
  return [{ ...profile, tree: { ...tree, self: partOf(false) } }, partOf(true)];
}

function idleShare({ busy, idle }: Weighed): number {
  return busy + idle === 0 ? 0 : idle / (busy + idle);
}

function intervalOf(values: readonly number[]): ProfileShare {
  const { low, high } = medianInterval(values, CONFIDENCE);
  return { median: median(values), low, high };
}

function linesByFunction({ lines }: Profile): (index: number) => HotSpot['lines'] {
  const found = new Map<number, { line: number; weight: number }[]>();
  for (const { of, line, weight } of lines) {
    const known = found.get(of) ?? [];
    known.push({ line, weight });
    found.set(of, known);
  }
  return (index) => {
    const own = found.get(index) ?? [];
    const sum = own.reduce((all, { weight }) => all + weight, 0);
    return own
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MAX_LINES)
      .map(({ line, weight }) => ({ line, share: sum === 0 ? 0 : weight / sum }));
  };
}

function ownersOf(
  functions: readonly ProfiledFunction[],
  shareOf: (pick: (profileSummary: Weighed) => number) => ProfileShare,
): readonly OwnerShare[] {
  const groups = new Map<string, { readonly of: ProfiledFunction; readonly indexes: number[] }>();
  for (const [index, profiledFunction] of functions.entries()) {
    if (profiledFunction.owner === 'idle') continue;
    const key = `${profiledFunction.owner}\0${profiledFunction.package ?? ''}`;
    const group = groups.get(key) ?? { of: profiledFunction, indexes: [] };
    group.indexes.push(index);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ of, indexes }) => ({
      owner: of.owner,
      package: of.package,
      share: shareOf(({ self }) => indexes.reduce((sum, index) => sum + (self[index] ?? 0), 0)),
    }))
    .filter(({ share }) => share.high >= MIN_SHARE)
    .sort((a, b) => b.share.median - a.share.median);
}

/** Prunes nodes too small for a picture; their weight counts for their parent. */
export function pruneTree({ tree, functions }: Profile, leastShare: number): ProfileReport['tree'] {
  const { parent, of, self } = tree;
  const withCalled = sumSubtrees(tree);
  let whole = 0;
  for (const [node, index] of of.entries()) {
    const isIdle = functions[index]?.owner === 'idle';
    if (parent[node] === NO_PARENT && !isIdle) whole += withCalled[node] ?? 0;
  }
  const least = whole * leastShare;
  const { tree: kept, weights } = pruneCallTree(tree, [{ self, sums: withCalled }], least);
  return { ...kept, weight: weights[0] ?? [] };
}

interface FunctionWeights {
  readonly of: ProfiledFunction;
  /** While it was the innermost. */
  readonly self: number;
  /** Weight including callees; recursive calls count once. */
  readonly total: number;
}

export function computeFunctionWeights({ functions, tree }: Profile): readonly FunctionWeights[] {
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
  return functions.map((profiledFunction, index) => ({
    of: profiledFunction,
    self: selfOf[index] ?? 0,
    total: totalOf[index] ?? 0,
  }));
}

/** Returns 1 for nodes within a call of the same function, in one walk counting open functions. */
function insideItself(parent: Int32Array, of: Int32Array, functions: number): Uint8Array {
  const inside = new Uint8Array(of.length);
  const open = new Int32Array(functions);
  walkCallTree(parent, {
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
