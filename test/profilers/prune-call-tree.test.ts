import { expect, test } from 'vitest';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { computeFunctionWeights, pruneTree } from '../../profilers/summarise-profiles.ts';

const code = (name: string, owner: 'project' | 'idle' = 'project') =>
  ({ name, owner, package: null, file: null, line: null, column: null }) as const;
const FACTS = { tool: 'x', weight: 'time', threads: 1, samples: 1 } as const;

test('cuts off what is too small, and adds its weight to its parent', () => {
  const builder = createProfileBuilder();
  const main = builder.node(NO_PARENT, builder.functionOf(code('main')));
  builder.add(main, 90);
  builder.add(builder.node(main, builder.functionOf(code('large'))), 9.5);
  builder.add(builder.node(main, builder.functionOf(code('small'))), 0.5);
  const { function: of, weight, parent } = pruneTree(builder.build(FACTS), 0.01);
  expect({ of, weight, parent }).toEqual({ of: [0, 1], weight: [90.5, 9.5], parent: [-1, 0] });
});

test('keeps a function however long others were idle', () => {
  const builder = createProfileBuilder();
  builder.add(builder.node(NO_PARENT, builder.functionOf(code('(idle)', 'idle'))), 1e6);
  builder.add(builder.node(NO_PARENT, builder.functionOf(code('main'))), 1);
  expect(pruneTree(builder.build(FACTS), 0.01).function).toEqual([0, 1]);
});

test('weighs a chain of a hundred thousand calls at once, and counts recursion once', () => {
  const builder = createProfileBuilder();
  const [even, odd] = [code('even'), code('odd')].map(builder.functionOf);
  let node = NO_PARENT;
  for (let depth = 0; depth < 100_000; depth += 1) {
    node = builder.node(node, (depth % 2 === 0 ? even : odd) ?? 0);
  }
  builder.add(node, 5);
  // A walk from each node to the root would take minutes, and no test gets them.
  const [first, second] = computeFunctionWeights(builder.build(FACTS));
  expect([first?.total, second?.total]).toEqual([5, 5]);
  expect([first?.self, second?.self]).toEqual([0, 5]);
});
