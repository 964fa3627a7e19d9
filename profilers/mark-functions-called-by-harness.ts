import { CALL_LOOP_NAMES } from '../harness/executors/function/measured-function-call-loops.ts';
import type { Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { createProfileBuilder, NO_PARENT } from './profile-builder.ts';

/** Package that runs functions in batches; the event loop resumes it, without our frame above. */
const BATCH_RUNNER = 'tinybench';
/** Packages used by the hooks that load sources of a project. A project may use them itself. */
const SOURCE_LOADERS: ReadonlySet<string> = new Set(['@swc/core', 'oxc-resolver', 'get-tsconfig']);

// State of a node once all its callers are known; in bits, since a profile may have a million
// nodes.
/** The nearest frame from here upwards that has an owner belongs to perf-harness. */
const CALLED_BY_HARNESS = 1;
/** The node or a frame above belongs to the user's code. */
const WITHIN_USER_CODE = 2;
/** The function of the node is perf-harness's, or is to be attributed to it. */
const IS_HARNESS = 4;

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
  const isReattributed = (node: number): boolean =>
    ((marks[node] ?? 0) & IS_HARNESS) !== 0 && functions[of[node] ?? 0]?.owner !== 'harness';
  if (!of.some((_, node) => isReattributed(node))) return profile;
  const builder = createProfileBuilder();
  const indexes = functions.map(builder.functionOf);
  // A function that both the user and perf-harness call becomes two functions.
  const harnessIndexes = new Map<number, number>();
  const harnessIndexOf = (index: number, profiledFunction: ProfiledFunction): number => {
    const harnessIndex =
      harnessIndexes.get(index) ??
      builder.functionOf({ ...profiledFunction, owner: 'harness', package: null });
    harnessIndexes.set(index, harnessIndex);
    return harnessIndex;
  };
  const newNodes = new Int32Array(of.length);
  for (const [node, index] of of.entries()) {
    const caller = parent[node] ?? NO_PARENT;
    const profiledFunction = functions[index];
    const newIndex =
      profiledFunction !== undefined && isReattributed(node)
        ? harnessIndexOf(index, profiledFunction)
        : (indexes[index] ?? 0);
    const newNode = builder.node(
      caller === NO_PARENT ? NO_PARENT : (newNodes[caller] ?? NO_PARENT),
      newIndex,
    );
    newNodes[node] = newNode;
    builder.add(newNode, self[node] ?? 0);
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
    const caller = parent[node] ?? NO_PARENT;
    const profiledFunction = functions[index];
    if (profiledFunction === undefined) throw new TypeError(`there is no function ${index}`);
    const callerMark = caller === NO_PARENT ? 0 : (marks[caller] ?? 0);
    marks[node] = markOf(profiledFunction, callerMark, isUserBelow[node] === 1);
  }
  return marks;
}

function markOf(
  { owner, name, package: packageName }: ProfiledFunction,
  callerMark: number,
  isUserBelow: boolean,
): number {
  const withinUserCode = callerMark & WITHIN_USER_CODE;
  switch (owner) {
    case 'harness':
      // These functions call what is measured.
      if (CALL_LOOP_NAMES.has(name)) return WITHIN_USER_CODE | IS_HARNESS;
      return withinUserCode | CALLED_BY_HARNESS | IS_HARNESS;
    case 'project':
      return WITHIN_USER_CODE;
    case 'package':
      return isPackageOfHarness(packageName, callerMark)
        ? withinUserCode | CALLED_BY_HARNESS | IS_HARNESS
        : WITHIN_USER_CODE;
    case 'node':
    case 'native': {
      const isOfHarness =
        (callerMark & CALLED_BY_HARNESS) !== 0 && withinUserCode === 0 && !isUserBelow;
      return isOfHarness ? CALLED_BY_HARNESS | IS_HARNESS : callerMark & ~IS_HARNESS;
    }
    default:
      return callerMark & ~IS_HARNESS;
  }
}

function isPackageOfHarness(name: string | null, callerMark: number): boolean {
  if (name === BATCH_RUNNER) return (callerMark & WITHIN_USER_CODE) === 0;
  return name !== null && SOURCE_LOADERS.has(name) && (callerMark & CALLED_BY_HARNESS) !== 0;
}

/** 1 for each node that has a frame of the user's below it. */
function markUserBelow({ functions, tree }: Profile): Uint8Array {
  const { parent, of } = tree;
  const below = new Uint8Array(of.length);
  // Iterates backwards, since parents precede their children.
  for (let node = of.length - 1; node >= 0; node -= 1) {
    const caller = parent[node] ?? NO_PARENT;
    const owner = functions[of[node] ?? 0]?.owner;
    const isUser = owner === 'project' || owner === 'package';
    if (caller !== NO_PARENT && (isUser || below[node] === 1)) below[caller] = 1;
  }
  return below;
}
