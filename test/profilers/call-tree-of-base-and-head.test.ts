import { describe, expect, it } from 'vitest';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import { compareProfiles, type ProfiledPairs } from '../../profilers/compare-profiles.ts';
import {
  createCallTreeDifference,
  createDifferentialProfile,
} from '../../profilers/create-differential-profile.ts';

import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';

function code(name: string, owner: ProfiledFunction['owner'] = 'project'): ProfiledFunction {
  return {
    name,
    owner,
    package: null,
    file: owner === 'idle' ? null : `/${name}.js`,
    line: 1,
    column: 1,
  };
}

/** `main` calls `inner`, and the thread waits. */
function profile(inner: string, innerMs: number): Profile {
  const builder = createProfileBuilder();
  const main = builder.node(NO_PARENT, builder.functionOf(code('main')));
  builder.add(main, 100);
  builder.add(builder.node(main, builder.functionOf(code(inner))), innerMs);
  builder.add(builder.node(main, builder.functionOf(code('tiny'))), 0.01);
  builder.add(builder.node(NO_PARENT, builder.functionOf(code('(idle)', 'idle'))), 5_000);
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 10 });
}

const pairs: ProfiledPairs = [
  [
    { profile: profile('before', 50), operations: 10, root: '/' },
    { profile: profile('after', 80), operations: 10, root: '/' },
  ],
];

describe('the call tree of both sides', () => {
  it('holds the calls of each side for one operation, and no waiting', () => {
    const { tree, keys } = createCallTreeDifference(pairs, compareProfiles(pairs), 0.001);
    const { names } = compareProfiles(pairs);
    const nodes = tree.function.map((of, node) => ({
      name: names.get(keys[of] ?? '')?.name,
      parent: tree.parent[node],
      base: tree.base[node],
      head: tree.head[node],
    }));
    expect(nodes).toEqual([
      // Functions too small to be drawn count for their caller.
      { name: 'main', parent: -1, base: 10.001, head: 10.001 },
      { name: 'before', parent: 0, base: 5, head: 0 },
      { name: 'after', parent: 0, base: 0, head: 8 },
    ]);
  });

  it('is in the document with the functions of both sides, and has no interval for one pair', () => {
    const document = createDifferentialProfile(pairs);
    expect(document).toMatchObject({ pairs: 1, confidence: 0, unit: 'ms' });
    expect(document.base).toBeCloseTo(15.001, 6);
    const byName = document.changes.map(
      ({ function: of, state, change, beyond_noise: isNamed }) => [
        document.functions[of]?.name,
        state,
        Math.round(change.estimate),
        change.low,
        isNamed,
      ],
    );
    expect(byName.slice(0, 2)).toEqual([
      ['after', 'new', 8, null, false],
      ['before', 'gone', -5, null, false],
    ]);
    for (const of of document.tree.function) expect(document.functions[of]).toBeDefined();
  });
});
