import type { ProfileReport } from '../harness/model/documents/profile-document.ts';
import type {
  CallTree,
  LineWeight,
  Profile,
  ProfiledFunction,
  ProfileWeight,
} from '../harness/model/program/profile.ts';
import { createCallTreeColumns } from './columnar-call-tree.ts';
import { BadProfile } from './unreadable-profile-error.ts';

/** Parent of root nodes. */
export const NO_PARENT = -1;

/** Builds a profile from call paths in any order; equal paths become one node. */
export type ProfileBuilder = ReturnType<typeof createProfileBuilder>;

export function createProfileBuilder() {
  const functions: ProfiledFunction[] = [];
  const indexes = new Map<string, number>();
  const columns = createCallTreeColumns();
  const lines = new Map<number, Map<number, number>>();

  return {
    /** Index of a function, which is the same for the same name and place. */
    functionOf: (profiledFunction: ProfiledFunction): number => {
      const key = createFunctionKey(profiledFunction);
      const known = indexes.get(key);
      if (known !== undefined) return known;
      indexes.set(key, functions.length);
      return functions.push(profiledFunction) - 1;
    },
    /** Returns the node of a function below another node, or below `NO_PARENT`. */
    node: columns.node,
    /** @throws BadProfile for a weight below zero, which would have others take more than all. */
    add: (node: number, weight: number): void => columns.add(node, checkWeight(weight)),
    /** @throws BadProfile */
    addLine: (functionIndex: number, line: number, weight: number): void => {
      checkWeight(weight);
      let known = lines.get(functionIndex);
      if (known === undefined) {
        known = new Map();
        lines.set(functionIndex, known);
      }
      known.set(line, (known.get(line) ?? 0) + weight);
    },
    build: (facts: Pick<Profile, 'tool' | 'weight' | 'threads' | 'samples'>): Profile => ({
      ...facts,
      functions,
      tree: columns.tree(),
      lines: [...lines].flatMap(([functionIndex, weights]) =>
        [...weights].map(([line, weight]): LineWeight => ({ of: functionIndex, line, weight })),
      ),
    }),
  };
}

/**
 * Returns a lookup of function indexes that names each function once. @param keyOf - Key of what a
 * function is named by; default: itself.
 */
export function rememberFunctions<Named>(
  { functionOf }: ProfileBuilder,
  nameOf: (named: Named) => ProfiledFunction,
  keyOf: (named: Named) => unknown = (named) => named,
): (named: Named) => number {
  const indexes = new Map<unknown, number>();
  return (named) => {
    const key = keyOf(named);
    const index = indexes.get(key) ?? functionOf(nameOf(named));
    indexes.set(key, index);
    return index;
  };
}

function checkWeight(weight: number): number {
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new BadProfile(`the profile has an invalid weight: ${weight}`);
}

export function addProfileTree(
  builder: ProfileBuilder,
  { parent, of, self }: CallTree,
  indexes: readonly number[],
): void {
  const nodes = new Int32Array(of.length);
  for (const [node, functionIndex] of of.entries()) {
    const above = parent[node] ?? NO_PARENT;
    const place = above === NO_PARENT ? NO_PARENT : (nodes[above] ?? NO_PARENT);
    nodes[node] = builder.node(place, indexes[functionIndex] ?? 0);
    builder.add(nodes[node] ?? 0, self[node] ?? 0);
  }
}

/** Merges profiles of a unit's threads or periods. @throws TypeError if their measures differ. */
export function mergeProfiles(profiles: readonly [Profile, ...Profile[]]): Profile {
  const [first] = profiles;
  if (profiles.length === 1) return first;
  const builder = createProfileBuilder();
  for (const profile of profiles) {
    if (profile.weight !== first.weight) throw new TypeError(otherWeight(first, profile.weight));
    const functionIndexes = profile.functions.map(builder.functionOf);
    addProfileTree(builder, profile.tree, functionIndexes);
    for (const { of, line, weight } of profile.lines) {
      builder.addLine(functionIndexes[of] ?? 0, line, weight);
    }
  }
  const sampled = profiles.every(({ samples }) => samples !== null);
  return builder.build({
    tool: first.tool,
    weight: first.weight,
    threads: profiles.reduce((sum, { threads }) => sum + threads, 0),
    samples: sampled ? profiles.reduce((sum, { samples }) => sum + (samples ?? 0), 0) : null,
  });
}

function otherWeight({ weight }: Profile, other: ProfileWeight): string {
  return `a profile of ${other} cannot be added to a profile of ${weight}`;
}

export const PROFILE_WEIGHT_UNITS = {
  time: 'ms',
  waited: 'ms',
  allocated: 'B',
  held: 'B',
  instructions: 'instructions',
  samples: 'samples',
} as const satisfies Record<Profile['weight'], ProfileReport['unit']>;

/** Returns a key that is equal for equal functions: name, place, and owner of the code. */
export function createFunctionKey(profiledFunction: ProfiledFunction): string {
  const { name, file, line, column, owner, package: packageName } = profiledFunction;
  return [name, file ?? '', `${line ?? ''}:${column ?? ''}`, owner, packageName ?? ''].join('\0');
}

/** Returns the node of another program's work. @param service - Database, host, service. */
export function serviceNode(
  builder: ProfileBuilder,
  parent: number,
  name: string,
  service: string,
): number {
  const place = { package: service, file: null, line: null, column: null };
  const work = { name: name === '' ? '(unnamed)' : name, owner: 'service', ...place } as const;
  return builder.node(parent, builder.functionOf(work));
}
