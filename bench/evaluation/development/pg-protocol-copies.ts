import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'pg-protocol-copies',
  repository: 'brianc/node-postgres',
  before: 'ff9d775abd12f29dd6df03945253b54eabbb29f2',
  after: '816d073267d2b5b5f04f9aaecd8989e3172a334a',
  folder: 'packages/pg-protocol',
  defect: 'the values of a statement are written to a buffer of their own, and copied from it',
  source: 'brianc/node-postgres, pull request 3740',
  kind: 'copy',
  testCommand:
    'NODE_OPTIONS=--no-strip-types TS_NODE_TRANSPILE_ONLY=1 mocha -r ts-node/register "src/**/*.test.ts"',
  testDependencies: {
    chai: '4.5.0',
    mocha: '11.8.0',
    'ts-node': '10.9.2',
    typescript: '5.9.3',
    '@types/node': '20.19.43',
    '@types/mocha': '10.0.10',
    '@types/chai': '4.3.20',
  },
  module: 'src/serializer.ts',
  named: true,
  body: `const values = Array.from({ length: 1_000 }, (_, index) => 'value of the column ' + index);
const run = () => subject.serialize.bind({ portal: 'p', statement: 's', values }).length;`,
};
