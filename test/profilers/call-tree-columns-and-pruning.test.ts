import { expect, test } from 'vitest';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createCallTreeColumns } from '../../profilers/columnar-call-tree.ts';
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

test('merges equal paths into one node, whatever their number and order', () => {
  const random = createRandom(5);
  const columns = createCallTreeColumns();
  const known = new Map<string, number>();
  const weights: number[] = [];
  for (let turn = 0; turn < 20_000; turn += 1) {
    const parent = known.size === 0 ? -1 : random.integer(known.size + 1) - 1;
    const of = random.integer(40);
    const node = columns.node(parent, of);
    const expected = known.get(`${parent} ${of}`) ?? known.size;
    if (node !== expected) throw new Error(`node ${node} instead of ${expected}`);
    known.set(`${parent} ${of}`, node);
    columns.add(node, turn);
    weights[node] = (weights[node] ?? 0) + turn;
  }
  const { parent, of, self } = columns.tree();
  expect(parent).toHaveLength(known.size);
  expect([...self]).toEqual(weights);
  for (const [path, node] of known) {
    if (`${parent[node]} ${of[node]}` !== path) throw new Error(`${node} is not ${path}`);
  }
});
