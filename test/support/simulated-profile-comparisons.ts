import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createRandom, type Random } from '../../harness/stats/seeded-random.ts';
import {
  type ComparedProfiles,
  compareProfiles,
  type ProfiledUnit,
} from '../../profilers/compare-profiles.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';

const PAIRS = 12;

export interface FunctionWork {
  readonly name: string;
  readonly ms: number;
  readonly line?: number;
  /** Default: the project. */
  readonly owner?: ProfiledFunction['owner'];
}

function code(root: string, { name, line = 1, owner = 'project' }: FunctionWork): ProfiledFunction {
  const file = `${root}src/${name}.js`;
  return { name, owner, package: null, file, line, column: 1 };
}

/** Creates a unit with this work; `weight` is the factor applied to each function's time. */
function unit(root: string, work: readonly FunctionWork[], weight: () => number): ProfiledUnit {
  const builder = createProfileBuilder();
  for (const workEntry of work) {
    const node = builder.node(NO_PARENT, builder.functionOf(code(root, workEntry)));
    builder.add(node, workEntry.ms * weight());
  }
  const profile = builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 100 });
  return { profile, operations: 10, root };
}

/** Log-normal, as the noise of times is. */
function noise(random: Random, spread: number): number {
  const sum = Array.from({ length: 12 }, () => random.integer(1_000_001) / 1e6).reduce(
    (all, draw) => all + draw,
    -6,
  );
  return Math.exp(spread * sum);
}

/** Pairs of units under a machine that changes its speed between pairs, not within them. */
export function drawProfilePairs(
  random: Random,
  base: readonly FunctionWork[],
  head: readonly FunctionWork[],
) {
  const pair = (): [ProfiledUnit, ProfiledUnit] => {
    const speed = noise(random, 0.2);
    const weight = () => speed * noise(random, 0.04);
    return [unit('/cache/a/', base, weight), unit('/cache/b/', head, weight)];
  };
  const others = Array.from({ length: PAIRS - 1 }, pair);
  return [pair(), ...others] as const;
}

export const BASE_WORK: readonly FunctionWork[] = Array.from({ length: 18 }, (_, index) => ({
  name: `part${index}`,
  ms: index === 0 ? 400 : 20 + 4 * index,
}));

/** Returns work whose first function, 1/3 of all, is `share` times as long, on another line. */
export const slowFirstFunction = (share: number): readonly FunctionWork[] =>
  BASE_WORK.map((workEntry) =>
    workEntry.name === 'part0' ? { ...workEntry, ms: workEntry.ms * share, line: 9 } : workEntry,
  );

const isNamed = ({ functions }: ComparedProfiles): boolean =>
  functions.some(({ isBeyondNoise }) => isBeyondNoise);

/** Counts the comparisons of identical code that report a function. */
export function countFalseDetections(runs: number): number {
  const random = createRandom(11);
  const compare = () =>
    compareProfiles(drawProfilePairs(random, BASE_WORK, BASE_WORK), { leastChange: 0 });
  return Array.from({ length: runs }, compare).filter(isNamed).length;
}

/** Counts the comparisons that report the function which became slower, by 8 % of the total. */
export function countCorrectDetections(runs: number): number {
  const random = createRandom(12);
  const compare = () =>
    compareProfiles(drawProfilePairs(random, BASE_WORK, slowFirstFunction(1.22)));
  return Array.from({ length: runs }, compare).filter(
    ({ functions: [first] }) => first?.of.name === 'part0' && first.isBeyondNoise,
  ).length;
}
