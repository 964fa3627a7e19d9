import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'rbush',
  repository: 'mourner/rbush',
  before: '480bc337216c0efd236934aaf18ec9542ca64f9a',
  after: '7f6fa9b4e9065f856e6b0433e2a8ca9cac2b1929',
  defect: 'nodes are made with their properties in different orders',
  source: 'mourner/rbush, the message of 7f6fa9b4e9: 20 %',
  kind: 'shape of objects',
  testCommand: 'node test/test.js',
  testDependencies: {
    tape: '^4.5.1',
  },
  module: 'rbush.js',
  body: `let seed = 1;
const next = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const boxes = Array.from({ length: 2_000 }, () => {
  const minX = next() * 100;
  const minY = next() * 100;
  return { minX, minY, maxX: minX + 1, maxY: minY + 1 };
});
const run = () => {
  const tree = subject(9);
  for (const box of boxes) tree.insert(box);
  return tree.all().length;
};`,
};
