import type {
  DifferentialProfile,
  FunctionChange,
} from '../harness/model/documents/differential-profile-schema.ts';
import type { SimultaneousInterval } from '../harness/stats/simultaneous-confidence-intervals.ts';
import { createCallTreeDifference } from './call-tree-difference.ts';
import { type ComparedProfiles, compareProfiles, type ProfiledPairs } from './compare-profiles.ts';
import { PROFILE_WEIGHT_UNITS } from './profile-weight-units.ts';

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
