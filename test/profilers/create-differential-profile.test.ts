import { describe, expect, it } from 'vitest';
import { differentialProfileSchema } from '../../harness/model/documents/differential-profile-schema.ts';
import type { ProfiledPair, ProfiledUnit } from '../../profilers/compare-profiles.ts';
import { createDifferentialProfile } from '../../profilers/create-differential-profile.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';

/** Creates a unit of functions with these times, each in a separate file. */
function unit(times: Readonly<Record<string, number>>): ProfiledUnit {
  const builder = createProfileBuilder();
  for (const [name, ms] of Object.entries(times)) {
    const code = { file: `/side/${name}.js`, line: 1, column: 1 };
    const index = builder.functionOf({ name, owner: 'project', package: null, ...code });
    builder.add(builder.node(NO_PARENT, index), ms);
  }
  const profile = builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 100 });
  return { profile, operations: 1, root: '/side/' };
}

/** Creates pairs whose functions change by these times. */
function pairs(changes: Readonly<Record<string, readonly number[]>>, count: number) {
  const names = Object.keys(changes);
  const pair = (index: number): ProfiledPair => [
    unit(Object.fromEntries(names.map((name) => [name, 100]))),
    unit(Object.fromEntries(names.map((name) => [name, 100 + (changes[name]?.[index] ?? 0)]))),
  ];
  return [pair(0), ...Array.from({ length: count - 1 }, (_, index) => pair(index + 1))] as const;
}

const SLOWER = [50, 60, 70, 55, 62, 66];

describe('a differential profile', () => {
  it('has the interval of each change', () => {
    const { changes, confidence } = createDifferentialProfile(pairs({ slower: SLOWER }, 6));
    expect(confidence).toBe(0.95);
    expect(changes[0]?.beyond_noise).toBe(true);
    expect(changes[0]?.change.low).toBeGreaterThan(0);
    expect(changes[0]?.change.high).toBeLessThan(100);
  });

  it('has no interval for fewer than six pairs', () => {
    const { changes, confidence } = createDifferentialProfile(pairs({ slower: SLOWER }, 5));
    expect(confidence).toBe(0);
    expect(changes[0]?.change).toMatchObject({ low: null, high: null });
  });

  it('has null for an end that nothing limits, as its documents do', () => {
    const up = [1, -1, 1, -1, 1, -1];
    const down = [1, 1, -1, -1, 1, -1];
    const found = createDifferentialProfile(pairs({ slower: SLOWER, up, down }, 6));
    const [slower] = found.changes;
    expect(slower).toMatchObject({ beyond_noise: false, change: { low: null, high: null } });
    expect(() => differentialProfileSchema.parse(found)).not.toThrow();
  });
});
