import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import {
  compareProfiles,
  type ProfiledUnit,
  relativizeFunctionFile,
} from '../../profilers/compare-profiles.ts';
import {
  BASE_WORK,
  countCorrectDetections,
  countFalseDetections,
  drawProfilePairs,
  type FunctionWork,
  slowFirstFunction,
} from '../support/simulated-profile-comparisons.ts';
import { simulatedRateUpperBound } from '../support/simulated-rate-upper-bound.ts';

/** 300 of each are in profile-comparison-error-rates.simulation.test.ts. */
const RUNS = 8;

describe('the difference of two profiles', () => {
  it('names no function when the code is the same, except in 5 of 100', () => {
    expect(countFalseDetections(RUNS)).toBeLessThanOrEqual(
      RUNS * simulatedRateUpperBound(0.05, RUNS),
    );
  });

  it('names the function that became slower first, even when its line has moved', () => {
    expect(countCorrectDetections(3)).toBe(3);
  });

  it('reports how much of the change it explains', () => {
    const { base, head, change, explained, functions } = compareProfiles(
      drawProfilePairs(createRandom(13), BASE_WORK, slowFirstFunction(2)),
    );
    expect(functions[0]).toMatchObject({ state: 'both', of: { name: 'part0', line: 9 } });
    expect(head / base).toBeGreaterThan(1.25);
    expect(explained / change.estimate).toBeGreaterThan(0.9);
    expect(explained / change.estimate).toBeLessThan(1.1);
    // For one of ten operations: 40 ms, twice.
    expect(functions[0]?.base).toBeGreaterThan(30);
    expect(functions[0]?.base).toBeLessThan(55);
  });

  it.each(['harness', 'idle'] as const)('leaves out time of owner %s', (owner) => {
    const own = { name: 'hrtime', ms: 4_000, owner };
    const { base, functions } = compareProfiles(
      drawProfilePairs(createRandom(15), BASE_WORK, [...slowFirstFunction(2), own]),
    );
    expect(base).toBeLessThan(400);
    expect(functions.map(({ of }) => of.name)).not.toContain('hrtime');
  });

  it('distinguishes new functions from removed functions', () => {
    const renamed = BASE_WORK.map((workEntry) =>
      workEntry.name === 'part0' ? { ...workEntry, name: 'better' } : workEntry,
    );
    const { functions } = compareProfiles(drawProfilePairs(createRandom(14), BASE_WORK, renamed));
    const states = Object.fromEntries(
      functions.slice(0, 2).map(({ of, state }) => [of.name, state]),
    );
    expect(states).toEqual({ part0: 'gone', better: 'new' });
  });

  it('matches functions without a name by their order in the file', () => {
    const callback = (line: number, ms: number): FunctionWork => ({
      name: '(anonymous)',
      ms,
      line,
    });
    const work = (moved: number, ms: number) => [callback(3 + moved, 100), callback(9 + moved, ms)];
    const all = drawProfilePairs(createRandom(16), work(0, 100), work(1, 200)).map((pair) =>
      pair.map(({ profile, ...unit }) => ({
        ...unit,
        // All functions are in the same file.
        profile: {
          ...profile,
          functions: profile.functions.map((profiledFunction) => ({
            ...profiledFunction,
            file: `${unit.root}src/all.js`,
          })),
        },
      })),
    );
    const [first, ...others] = all as unknown as [ProfiledUnit, ProfiledUnit][];
    if (first === undefined) throw new Error('none');
    const { functions } = compareProfiles([first, ...others]);
    expect(
      functions.map(({ of, state, isBeyondNoise }) => [of.line, state, isBeyondNoise]),
    ).toEqual([
      [10, 'both', true],
      [4, 'both', false],
    ]);
  });

  it('is certain of nothing with too few pairs', () => {
    const [first, two, three] = drawProfilePairs(createRandom(15), BASE_WORK, slowFirstFunction(2));
    if (two === undefined || three === undefined) throw new Error('too few');
    const { functions } = compareProfiles([first, two, three]);
    expect(functions.some(({ isBeyondNoise }) => isBeyondNoise)).toBe(false);
  });
});

const ROOT = '/work/side-a/';
const of = (file: string | null, packageName: string | null = null) => ({
  name: 'parse',
  owner: 'project' as const,
  package: packageName,
  file,
  line: 3,
  column: 1,
});
const fileOf = (...args: Parameters<typeof of>) => relativizeFunctionFile(of(...args), ROOT).file;

test('names a file of the side from its folder, and a file elsewhere as it is', () => {
  expect(fileOf('/work/side-a/src/parse.ts')).toBe('src/parse.ts');
  expect(fileOf('/work/side-ab/src/parse.ts')).toBe('/work/side-ab/src/parse.ts');
  expect(fileOf('node:fs')).toBe('node:fs');
  expect(fileOf(null)).toBeNull();
});

test('names a file of a package from the innermost package, wherever it is installed', () => {
  const inside = 'node_modules/ms/index.js';
  expect(fileOf(`/work/side-a/${inside}`, 'ms')).toBe(inside);
  expect(fileOf(`/cache/set-1/node_modules/debug/${inside}`, 'ms')).toBe(inside);
  // A workspace package, which is linked to its source folder.
  expect(fileOf('/work/side-a/packages/ms/index.js', 'ms')).toBe('packages/ms/index.js');
});
