import { CALL_LOOP_NAMES } from '../harness/executors/function/measured-function-call-loops.ts';
import type { Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { createProfileBuilder, NO_PARENT } from './profile-builder.ts';

/** Package that runs functions in batches; the event loop resumes it, without our frame above. */
const RUNNER = 'tinybench';
/** Packages used by the hooks that load sources of a project. A project may use them itself. */
const LOADERS: ReadonlySet<string> = new Set(['@swc/core', 'oxc-resolver', 'get-tsconfig']);

// State of a node once all its callers are known; in bits, since a profile may have a million
// nodes.
/** The nearest frame from here upwards that has an owner belongs to perf-harness. */
const BY_HARNESS = 1;
/** The node or a frame above belongs to the user's code. */
const WITHIN_USER = 2;
/** The node is perf-harness's. */
const OF_HARNESS = 4;

/**
 * Attributes functions that perf-harness calls in the measured process to perf-harness. `cpuUsage`
 * of Node.js and of the engine does not record its caller, so it was attributed to the user. Such a
 * frame belongs to perf-harness if perf-harness called it, and no user frame is above or below it:
 * handlers of a server are called through perf-harness too. Functions that user code calls remain
 * the user's, even with a perf-harness wrapper in between.
 */
export function attributeHarnessCalls(profile: Profile): Profile {
  const { functions, tree } = profile;
  const { parent, of, self } = tree;
  const marks = markNodes(profile);
  const isGiven = (node: number): boolean =>
    ((marks[node] ?? 0) & OF_HARNESS) !== 0 && functions[of[node] ?? 0]?.owner !== 'harness';
  if (!of.some((_, node) => isGiven(node))) return profile;
  const builder = createProfileBuilder();
  const indexes = functions.map(builder.functionOf);
  // A function that both call is two functions from here on.
  const given = new Map<number, number>();
  const givenIndex = (index: number, profiledFunction: ProfiledFunction): number => {
    const known =
      given.get(index) ??
      builder.functionOf({ ...profiledFunction, owner: 'harness', package: null });
    given.set(index, known);
    return known;
  };
  const nodes = new Int32Array(of.length);
  for (const [node, index] of of.entries()) {
    const above = parent[node] ?? NO_PARENT;
    const profiledFunction = functions[index];
    const own =
      profiledFunction !== undefined && isGiven(node)
        ? givenIndex(index, profiledFunction)
        : (indexes[index] ?? 0);
    const place = builder.node(above === NO_PARENT ? NO_PARENT : (nodes[above] ?? NO_PARENT), own);
    nodes[node] = place;
    builder.add(place, self[node] ?? 0);
  }
  for (const { of: index, line, weight } of profile.lines) {
    builder.addLine(indexes[index] ?? 0, line, weight);
  }
  const { tool, weight, threads, samples } = profile;
  return { ...profile, ...builder.build({ tool, weight, threads, samples }) };
}

function markNodes(profile: Profile): Uint8Array {
  const { functions, tree } = profile;
  const { parent, of } = tree;
  const isUserBelow = markUserBelow(profile);
  const marks = new Uint8Array(of.length);
  for (const [node, index] of of.entries()) {
    const above = parent[node] ?? NO_PARENT;
    const profiledFunction = functions[index];
    if (profiledFunction === undefined) throw new TypeError(`there is no function ${index}`);
    const markAbove = above === NO_PARENT ? 0 : (marks[above] ?? 0);
    marks[node] = markOf(profiledFunction, markAbove, isUserBelow[node] === 1);
  }
  return marks;
}

function markOf(
  { owner, name, package: packageName }: ProfiledFunction,
  above: number,
  isUserBelow: boolean,
): number {
  const withinUser = above & WITHIN_USER;
  switch (owner) {
    case 'harness':
      // These functions call what is measured.
      if (CALL_LOOP_NAMES.has(name)) return WITHIN_USER | OF_HARNESS;
      return withinUser | BY_HARNESS | OF_HARNESS;
    case 'project':
      return WITHIN_USER;
    case 'package':
      return isOwnPackage(packageName, above) ? withinUser | BY_HARNESS | OF_HARNESS : WITHIN_USER;
    case 'node':
    case 'native': {
      const isOwn = (above & BY_HARNESS) !== 0 && withinUser === 0 && !isUserBelow;
      return isOwn ? BY_HARNESS | OF_HARNESS : above & ~OF_HARNESS;
    }
    default:
      return above & ~OF_HARNESS;
  }
}

function isOwnPackage(name: string | null, above: number): boolean {
  if (name === RUNNER) return (above & WITHIN_USER) === 0;
  return name !== null && LOADERS.has(name) && (above & BY_HARNESS) !== 0;
}

/** 1 for each node that has a frame of the user's below it. */
function markUserBelow({ functions, tree }: Profile): Uint8Array {
  const { parent, of } = tree;
  const below = new Uint8Array(of.length);
  // Iterates backwards, since parents precede their children.
  for (let node = of.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? NO_PARENT;
    const owner = functions[of[node] ?? 0]?.owner;
    const isUser = owner === 'project' || owner === 'package';
    if (above !== NO_PARENT && (isUser || below[node] === 1)) below[above] = 1;
  }
  return below;
}
