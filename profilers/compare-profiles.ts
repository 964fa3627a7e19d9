import type { Profile, ProfiledFunction } from '../harness/model/profile.ts';
import { median } from '../harness/stats/quantile.ts';
import { signedRankInterval } from '../harness/stats/signed-rank.ts';
import { weighFunctions } from './hot-spots.ts';

/** A profiled unit of one side. */
export interface ProfiledUnit {
  readonly profile: Profile;
  /** What it did: calls, requests, runs. Weights are compared for one of them. */
  readonly operations: number;
  /** Folder of the side, with a slash at its end: the same file lies elsewhere on each. */
  readonly root: string;
}

/** A change with its interval, in the unit of the profile for one operation. */
export interface WeightChange {
  /** Hodges-Lehmann estimate over the pairs. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** What became of one function. */
export interface FunctionChange {
  /** Of the head, or of the base where the head has it no more. */
  readonly of: ProfiledFunction;
  readonly state: 'both' | 'new' | 'gone';
  /** Medians for one operation, while it was the innermost. */
  readonly base: number;
  readonly head: number;
  readonly change: WeightChange;
  /** Whether the change is more than chance and large enough to matter. */
  readonly isBeyondNoise: boolean;
}

/** What explains a difference between two sides, as far as functions do. */
export interface ProfileDifference {
  readonly base: number;
  readonly head: number;
  readonly change: WeightChange;
  /** Confidence of each function's interval: that of all together shared out among them. */
  readonly confidence: number;
  /** Those beyond noise first, each kind by the size of its change. */
  readonly functions: readonly FunctionChange[];
  /** Sum of the changes beyond noise. */
  readonly explained: number;
}

export interface CompareProfilesOptions {
  /** Probability that no function at all is named by chance. */
  readonly confidence: number;
  /** Smaller changes are not named, as a share of the base's whole. */
  readonly leastChange: number;
}

const DEFAULTS: CompareProfilesOptions = { confidence: 0.95, leastChange: 0.005 };
/** Functions that are a smaller share on both sides are not looked at one by one. */
const LEAST_SHARE = 0.01;

type Pair = readonly [base: ProfiledUnit, head: ProfiledUnit];

/**
 * Compares pairs of profiled units function by function. Two functions are the same where name and
 * file are, lines left out: they move when code above them changes. Of several that are called the
 * same in one file, and of those without a name, the first is the first on either side. The error is shared out over
 * the functions that are looked at (Bonferroni), so that identical code names none in 95 of 100.
 */
export function compareProfiles(
  pairs: readonly [Pair, ...Pair[]],
  options: Partial<CompareProfilesOptions> = {},
): ProfileDifference {
  const { confidence, leastChange } = { ...DEFAULTS, ...options };
  const sides = pairs.map(([base, head]) => [weightsOf(base), weightsOf(head)] as const);
  const wholes = sides.map(([base, head]) => [wholeOf(base), wholeOf(head)] as const);
  const baseWhole = median(wholes.map(([base]) => base));
  const headWhole = median(wholes.map(([, head]) => head));
  const candidates = candidatesOf(sides, Math.max(baseWhole, headWhole) * LEAST_SHARE);
  const each = 1 - (1 - confidence) / Math.max(1, candidates.size);
  const functions = [...candidates.values()].map(({ key, of }): FunctionChange => {
    const base = sides.map(([weights]) => weights.get(key)?.weight ?? 0);
    const head = sides.map(([, weights]) => weights.get(key)?.weight ?? 0);
    const { reached, ...change } = changeOf(
      head.map((value, index) => value - (base[index] ?? 0)),
      each,
    );
    const isSure = reached && (change.low > 0 || change.high < 0);
    return {
      of,
      state: base.every((value) => value === 0)
        ? 'new'
        : head.every((value) => value === 0)
          ? 'gone'
          : 'both',
      base: median(base),
      head: median(head),
      change,
      isBeyondNoise: isSure && Math.abs(change.estimate) >= leastChange * baseWhole,
    };
  });
  functions.sort(
    (a, b) =>
      Number(b.isBeyondNoise) - Number(a.isBeyondNoise) ||
      Math.abs(b.change.estimate) - Math.abs(a.change.estimate),
  );
  const { reached: _, ...wholeChange } = changeOf(
    wholes.map(([base, head]) => head - base),
    confidence,
  );
  return {
    base: baseWhole,
    head: headWhole,
    change: wholeChange,
    confidence: each,
    functions,
    explained: functions
      .filter(({ isBeyondNoise }) => isBeyondNoise)
      .reduce((sum, { change }) => sum + change.estimate, 0),
  };
}

interface Weighed {
  readonly key: string;
  readonly of: ProfiledFunction;
  /** For one operation. */
  readonly weight: number;
}

type Weights = ReadonlyMap<string, Weighed>;

function weightsOf({ profile, operations, root }: ProfiledUnit): Weights {
  const weights = new Map<string, Weighed>();
  const found = weighFunctions(profile).filter(({ of }) => of.owner !== 'idle');
  const namesakes = Map.groupBy(found, ({ of }) => identityOf(of, root));
  for (const [identity, group] of namesakes) {
    const inOrder = group.toSorted((a, b) => byPlace(a.of, b.of));
    for (const [rank, { of, self }] of inOrder.entries()) {
      const key = `${identity}\0${rank}`;
      weights.set(key, { key, of, weight: self / Math.max(1, operations) });
    }
  }
  return weights;
}

function byPlace(a: ProfiledFunction, b: ProfiledFunction): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function identityOf(
  { name, owner, package: packageName, file }: ProfiledFunction,
  root: string,
): string {
  return [name, owner, file === null ? '' : placeOf(file, packageName, root)].join('\0');
}

/** The same on both sides: from the innermost package, or from the folder of the side. */
function placeOf(file: string, packageName: string | null, root: string): string {
  const inside = packageName === null ? -1 : file.lastIndexOf(`node_modules/${packageName}/`);
  if (inside >= 0) return file.slice(inside);
  return file.startsWith(root) ? file.slice(root.length) : file;
}

function wholeOf(weights: Weights): number {
  let sum = 0;
  for (const { weight } of weights.values()) sum += weight;
  return sum;
}

/** Functions that are large enough on either side of the median pair. */
function candidatesOf(
  sides: readonly (readonly [Weights, Weights])[],
  least: number,
): ReadonlyMap<string, Weighed> {
  const found = new Map<string, Weighed>();
  for (const weights of sides.flat()) {
    for (const one of weights.values()) found.set(one.key, one);
  }
  const medianOn = (side: 0 | 1, key: string): number =>
    median(sides.map((both) => both[side].get(key)?.weight ?? 0));
  for (const key of [...found.keys()]) {
    if (Math.max(medianOn(0, key), medianOn(1, key)) < least) found.delete(key);
  }
  return found;
}

/** `reached`: there are enough pairs for the confidence. */
function changeOf(
  differences: readonly number[],
  wanted: number,
): WeightChange & { readonly reached: boolean } {
  const { estimate, low, high, reached } = signedRankInterval(differences, wanted);
  return { estimate, low, high, reached };
}
