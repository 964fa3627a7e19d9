import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'pg-protocol-strings',
  repository: 'brianc/node-postgres',
  before: 'b7d640a71d70edfbb4199c5d2563358c1fccb665',
  after: 'c4dfbba79a1337746c109d849f3365c9271a5def',
  folder: 'packages/pg-protocol',
  defect: 'each string is gone through twice, to learn its length and to write it',
  source: 'brianc/node-postgres, pull request 3681',
  kind: 'joining once',
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
  body: `const values = Array.from({ length: 200 }, (_, index) => 'Größe '.repeat(60) + index);
const run = () => subject.serialize.bind({ portal: '', statement: 's', values }).length;`,
};
