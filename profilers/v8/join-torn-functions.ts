import type { Finding } from '../../harness/model/finding.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import { addTree, createProfileBuilder, NO_PARENT } from '../profile-builder.ts';

/** Share of the time that different functions of one name may take beside each other. */
const MOST_TORN = 0.5;

const LINES_THAT_RAN: Finding = {
  id: 'lines-that-ran',
  level: 'info',
  message:
    'The file tells which line of a function ran, not where the function begins, as Bun 1.3 does: functions of one name in one file count as one.',
};

/**
 * The profile with each function once. V8 tells where a function begins, and lines apart; a file
 * without these in which most time is in functions that one caller calls at several places by one
 * name tells the line that ran instead.
 */
export function joinTornFunctions(profile: Profile): Profile {
  const { functions, tree, lines, tool, weight, threads, samples } = profile;
  if (lines.length > 0 || !isTorn(profile)) return profile;
  const builder = createProfileBuilder();
  const indexes = functions.map((one) =>
    builder.functionOf(isPlaced(one) ? { ...one, line: null, column: null } : one),
  );
  addTree(builder, tree, indexes);
  for (const [node, of] of tree.of.entries()) {
    const line = functions[of]?.line ?? null;
    const self = tree.self[node] ?? 0;
    if (line !== null && self > 0) builder.addLine(indexes[of] ?? 0, line, self);
  }
  const joined = builder.build({ tool, weight, threads, samples });
  return { ...joined, findings: [LINES_THAT_RAN] };
}

function isTorn({ functions, tree: { parent, of, self } }: Profile): boolean {
  const groups = new Map<string, { places: Set<number>; weight: number }>();
  let all = 0;
  for (const [node, index] of of.entries()) {
    const one = functions[index];
    if (one === undefined || !isPlaced(one) || one.name === '(anonymous)') continue;
    const key = `${parent[node] ?? NO_PARENT} ${one.name}\0${one.file}`;
    const group = groups.get(key) ?? { places: new Set(), weight: 0 };
    groups.set(key, group);
    group.places.add(index);
    group.weight += self[node] ?? 0;
    all += self[node] ?? 0;
  }
  const torn = [...groups.values()].filter(({ places }) => places.size > 1);
  return all > 0 && torn.reduce((sum, { weight }) => sum + weight, 0) > MOST_TORN * all;
}

function isPlaced({ file, line }: ProfiledFunction): boolean {
  return file !== null && line !== null;
}
