import { describe, expect, it } from 'vitest';
import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { compareProfiles, type ProfiledUnit } from '../../profilers/compare-profiles.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { atMost } from '../support/at-most.ts';

const PAIRS = 12;

interface Work {
  readonly name: string;
  readonly ms: number;
  readonly line?: number;
}

function code(root: string, { name, line = 1 }: Work): ProfiledFunction {
  const file = `${root}src/${name}.js`;
  return { name, owner: 'project', package: null, file, line, column: 1 };
}

/** A unit that does some work; `weight` says what comes of a millisecond of it. */
function unit(root: string, work: readonly Work[], weight: () => number): ProfiledUnit {
  const builder = createProfileBuilder();
  for (const one of work) {
    const node = builder.node(NO_PARENT, builder.functionOf(code(root, one)));
    builder.add(node, one.ms * weight());
  }
  const profile = builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 100 });
  return { profile, operations: 10, root };
}

/** Log-normal, as the noise of times is. */
function noise(random: Random, spread: number): number {
  const sum = Array.from({ length: 12 }, () => random.integer(1_000_001) / 1e6).reduce(
    (all, one) => all + one,
    -6,
  );
  return Math.exp(spread * sum);
}

/** Pairs of units under a machine that changes its speed between pairs, not within them. */
function pairs(random: Random, base: readonly Work[], head: readonly Work[]) {
  const pair = (): [ProfiledUnit, ProfiledUnit] => {
    const speed = noise(random, 0.2);
    const weight = () => speed * noise(random, 0.04);
    return [unit('/cache/a/', base, weight), unit('/cache/b/', head, weight)];
  };
  const others = Array.from({ length: PAIRS - 1 }, pair);
  return [pair(), ...others] as const;
}

const WORK: readonly Work[] = Array.from({ length: 18 }, (_, index) => ({
  name: `part${index}`,
  ms: index === 0 ? 400 : 20 + 4 * index,
}));

const slower = (share: number): readonly Work[] =>
  WORK.map((one) => (one.name === 'part0' ? { ...one, ms: one.ms * share, line: 9 } : one));

const RUNS = 300;

describe('the difference of two profiles', () => {
  it('names no function where the code is the same, but in 5 of 100', () => {
    const random = createRandom(11);
    let named = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const { functions } = compareProfiles(pairs(random, WORK, WORK), { leastChange: 0 });
      if (functions.some(({ isBeyondNoise }) => isBeyondNoise)) named += 1;
    }
    expect(named).toBeLessThanOrEqual(RUNS * atMost(0.05, RUNS));
  });

  it('names the function that became slower first, though its line has moved', () => {
    const random = createRandom(12);
    let first = 0;
    // 8 % of the whole, of which the function is a little more than a third.
    for (let run = 0; run < RUNS; run += 1) {
      const { functions } = compareProfiles(pairs(random, WORK, slower(1.22)));
      if (functions[0]?.of.name === 'part0' && functions[0].isBeyondNoise) first += 1;
    }
    expect(first).toBeGreaterThanOrEqual(0.98 * RUNS);
  });

  it('says how much of the change it explains', () => {
    const { base, head, change, explained, functions } = compareProfiles(
      pairs(createRandom(13), WORK, slower(2)),
    );
    expect(functions[0]).toMatchObject({ state: 'both', of: { name: 'part0', line: 9 } });
    expect(head / base).toBeGreaterThan(1.25);
    expect(explained / change.estimate).toBeGreaterThan(0.9);
    expect(explained / change.estimate).toBeLessThan(1.1);
    // For one of ten operations: 40 ms, twice.
    expect(functions[0]?.base).toBeGreaterThan(30);
    expect(functions[0]?.base).toBeLessThan(55);
  });

  it('tells functions that are new from those that are gone', () => {
    const renamed = WORK.map((one) => (one.name === 'part0' ? { ...one, name: 'better' } : one));
    const { functions } = compareProfiles(pairs(createRandom(14), WORK, renamed));
    const states = Object.fromEntries(
      functions.slice(0, 2).map(({ of, state }) => [of.name, state]),
    );
    expect(states).toEqual({ part0: 'gone', better: 'new' });
  });

  it('knows functions without a name again by their order in the file', () => {
    const callback = (line: number, ms: number): Work => ({ name: '(anonymous)', ms, line });
    const work = (moved: number, ms: number) => [callback(3 + moved, 100), callback(9 + moved, ms)];
    const all = pairs(createRandom(16), work(0, 100), work(1, 200)).map((pair) =>
      pair.map(({ profile, ...unit }) => ({
        ...unit,
        // Of one file.
        profile: {
          ...profile,
          functions: profile.functions.map((one) => ({ ...one, file: `${unit.root}src/all.js` })),
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

  it('is sure of nothing with too few pairs', () => {
    const [one, two, three] = pairs(createRandom(15), WORK, slower(2));
    if (two === undefined || three === undefined) throw new Error('too few');
    const { functions } = compareProfiles([one, two, three]);
    expect(functions.some(({ isBeyondNoise }) => isBeyondNoise)).toBe(false);
  });
});
