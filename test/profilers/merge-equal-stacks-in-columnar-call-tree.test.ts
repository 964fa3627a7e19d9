import { expect, test } from 'vitest';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createCallTreeColumns } from '../../profilers/columnar-call-tree.ts';

test('merges equal paths into one node, whatever their number and order', () => {
  const random = createRandom(5);
  const columns = createCallTreeColumns();
  const known = new Map<string, number>();
  const weights: number[] = [];
  for (let turn = 0; turn < 60_000; turn += 1) {
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
