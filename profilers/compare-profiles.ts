import type { Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import {
  type SimultaneousInterval,
  simultaneousIntervals,
} from '../harness/stats/simultaneous-confidence-intervals.ts';
import { matchFunctionsAcrossSides } from './match-functions-between-compared-profiles.ts';
import { createFunctionKey } from './profile-builder.ts';

export interface ProfiledUnit {
  readonly profile: Profile;
  /** Number of its calls, requests or runs; above 0. Weights are compared per operation. */
  readonly operations: number;
  /** Folder of the side, with a slash at its end: the same file lies elsewhere on each. */
  readonly root: string;
}

export interface ComparedFunction {
  /** Head's function, or base's if the head lacks it; file relative to the side's folder. */
  readonly of: ProfiledFunction;
  /** The same for a function of either side, and for no other. */
  readonly key: string;
  readonly state: 'both' | 'new' | 'gone';
  /** Medians of self weight an operation. */
  readonly base: number;
  readonly head: number;
  readonly change: SimultaneousInterval;
  /** True if the change is more than chance and large enough to matter. */
  readonly isBeyondNoise: boolean;
}

/** Comparison of two sides by function, explaining their difference as far as functions can. */
export type ComparedProfiles = ReturnType<typeof compareProfiles>;

export interface CompareProfilesOptions {
  /** Probability that no function at all is named by chance. */
  readonly confidence: number;
  /** Smallest named change as a share of the base. Default: half the margin of an unchanged time. */
  readonly leastChange: number;
}

const DEFAULTS: CompareProfilesOptions = { confidence: 0.95, leastChange: 0.01 };
/** Share on both sides below which a function is not compared individually. */
const MIN_SHARE = 0.01;

/** Units that were measured together. */
export type ProfiledPair = readonly [base: ProfiledUnit, head: ProfiledUnit];
/** At least one pair. */
export type ProfiledPairs = readonly [ProfiledPair, ...ProfiledPair[]];

/** Compares pairs by function, simultaneous intervals: identical code is quiet in 95 of 100. */
export function compareProfiles(
  pairs: ProfiledPairs,
  options: Partial<CompareProfilesOptions> = {},
) {
  const { confidence, leastChange } = { ...DEFAULTS, ...options };
  const { keys, names } = nameFunctions(pairs);
  const sides = pairs.map(
    ([base, head]) => [weightsOf(base, keys), weightsOf(head, keys)] as const,
  );
  const wholes = sides.map(([base, head]) => [wholeOf(base), wholeOf(head)] as const);
  const baseWhole = median(wholes.map(([base]) => base));
  const headWhole = median(wholes.map(([, head]) => head));
  const candidates = candidatesOf(sides, Math.max(baseWhole, headWhole) * MIN_SHARE);
  const valuesOf = (side: 0 | 1, key: string): readonly number[] =>
    sides.map((both) => both[side].get(key) ?? 0);
  const { intervals, reached } = simultaneousIntervals(
    candidates.map((key) => minus(valuesOf(1, key), valuesOf(0, key))),
    confidence,
  );
  const functions = candidates.map((key, index): ComparedFunction => {
    const [base, head] = [valuesOf(0, key), valuesOf(1, key)];
    const change = intervals[index] ?? UNKNOWN;
    const isSure = change.low > 0 || change.high < 0;
    return {
      of: names.get(key) ?? NOWHERE,
      key,
      state: stateOf(base, head),
      base: median(base),
      head: median(head),
      change,
      isBeyondNoise: isSure && Math.abs(change.estimate) >= leastChange * baseWhole,
    };
  });
  functions.sort(byWeightOfChange);
  const [whole = UNKNOWN] = simultaneousIntervals(
    [wholes.map(([base, head]) => head - base)],
    confidence,
  ).intervals;
  return {
    base: baseWhole,
    head: headWhole,
    change: whole,
    /** True if there are enough pairs for the wanted confidence. */
    reached,
    /** Functions beyond noise first, then the others, both by the size of the change. */
    functions,
    /** Sum of the changes beyond noise. */
    explained: functions
      .filter(({ isBeyondNoise }) => isBeyondNoise)
      .reduce((sum, { change }) => sum + change.estimate, 0),
    names,
    /** For each unit, the keys of its functions by their index. */
    keys,
  };
}

const UNKNOWN: SimultaneousInterval = {
  estimate: 0,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/** Function of a key that nothing is known of. */
const NOWHERE: ProfiledFunction = {
  name: '(unknown)',
  owner: 'native',
  package: null,
  file: null,
  line: null,
  column: null,
};

function byWeightOfChange(a: ComparedFunction, b: ComparedFunction): number {
  return (
    Number(b.isBeyondNoise) - Number(a.isBeyondNoise) ||
    Math.abs(b.change.estimate) - Math.abs(a.change.estimate)
  );
}

function stateOf(base: readonly number[], head: readonly number[]): ComparedFunction['state'] {
  if (base.every((value) => value === 0)) return 'new';
  return head.every((value) => value === 0) ? 'gone' : 'both';
}

type NamedFunctions = ReturnType<typeof nameFunctions>;

/** Names a whole side's functions: a unit has only those that happened to be sampled. */
function nameFunctions(pairs: ProfiledPairs) {
  const ofSide = (side: 0 | 1): ReadonlyMap<string, ProfiledFunction> => {
    const found = new Map<string, ProfiledFunction>();
    for (const pair of pairs) {
      for (const profiledFunction of pair[side].profile.functions) {
        const own = relativizeFunctionFile(profiledFunction, pair[side].root);
        found.set(createFunctionKey(own), own);
      }
    }
    return found;
  };
  const [base, head] = [ofSide(0), ofSide(1)];
  const matched = matchFunctionsAcrossSides([...base.values()], [...head.values()]);
  // Unmatched functions of the head may have the same key as other functions of the base.
  const headKey = (key: string): string => matched.get(key) ?? `${key}\0head`;
  /** Function by key: the head's where it has the function. */
  const names = new Map(base);
  for (const [key, profiledFunction] of head) names.set(headKey(key), profiledFunction);
  const keysOf = ({ profile, root }: ProfiledUnit, side: 0 | 1): readonly string[] =>
    profile.functions.map((profiledFunction) => {
      const key = createFunctionKey(relativizeFunctionFile(profiledFunction, root));
      return side === 0 ? key : headKey(key);
    });
  const keys = pairs.flatMap(([pair, other]) => [
    [pair, keysOf(pair, 0)] as const,
    [other, keysOf(other, 1)] as const,
  ]);
  return { keys: new Map(keys), names };
}

type Weights = ReadonlyMap<string, number>;

function weightsOf(unit: ProfiledUnit, keys: NamedFunctions['keys']): Weights {
  const { profile, operations } = unit;
  const { functions, tree } = profile;
  const sums = new Float64Array(functions.length);
  for (const [node, index] of tree.of.entries()) {
    sums[index] = (sums[index] ?? 0) + (tree.self[node] ?? 0);
  }
  const own = keys.get(unit) ?? [];
  const weights = new Map<string, number>();
  for (const [index, { owner }] of functions.entries()) {
    if (owner === 'idle' || owner === 'harness') continue;
    const key = own[index] ?? '';
    const weight = (sums[index] ?? 0) / operations;
    weights.set(key, (weights.get(key) ?? 0) + weight);
  }
  return weights;
}

function wholeOf(weights: Weights): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight;
  return sum;
}

/** Functions that are large enough on either side of the median pair. */
function candidatesOf(
  sides: readonly (readonly [Weights, Weights])[],
  least: number,
): readonly string[] {
  const found = new Set(sides.flat().flatMap((weights) => [...weights.keys()]));
  const medianOn = (side: 0 | 1, key: string): number =>
    median(sides.map((both) => both[side].get(key) ?? 0));
  return [...found].filter((key) => Math.max(medianOn(0, key), medianOn(1, key)) >= least);
}

function minus(head: readonly number[], base: readonly number[]): readonly number[] {
  return head.map((value, index) => value - (base[index] ?? 0));
}

/** A function with its file from its package or side folder on. @param root - Of the side, with a final slash. */
export function relativizeFunctionFile(of: ProfiledFunction, root: string): ProfiledFunction {
  const { file, package: packageName } = of;
  if (file === null) return of;
  const inside = packageName === null ? -1 : file.lastIndexOf(`node_modules/${packageName}/`);
  if (inside >= 0) return { ...of, file: file.slice(inside) };
  return file.startsWith(root) ? { ...of, file: file.slice(root.length) } : of;
}
