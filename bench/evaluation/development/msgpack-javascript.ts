import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'msgpack-javascript',
  repository: 'msgpack/msgpack-javascript',
  before: '6e22414e88afb165b0e29c797272e6e9aa0655b1',
  after: 'cf3a015d738e8f101c36b1d314abca3baca8d0ea',
  defect: 'a state is allocated for each list and map that is decoded',
  source: 'msgpack/msgpack-javascript, the message of cf3a015d73',
  kind: 'hoist',
  testCommand: "NODE_OPTIONS=--no-strip-types TS_NODE_TRANSPILE_ONLY=1 mocha 'test/**/*.test.ts'",
  testDependencies: {
    mocha: '10.8.2',
    'ts-node': '10.9.2',
    typescript: '5.9.3',
    'tsconfig-paths': '4.2.0',
    '@types/mocha': '10.0.10',
    '@types/node': '20.19.43',
    lodash: '4.18.1',
    '@types/lodash': '4.17.27',
    assert: '2.1.0',
    buffer: '6.0.3',
    'core-js': '3.51.0',
    'msgpack-test-js': '1.0.0',
    ieee754: '1.2.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const rows = Array.from({ length: 500 }, (_, id) => ({ id, tags: ['a', 'b', 'c'], at: { x: id, y: id } }));
const bytes = subject.encode(rows);
const run = () => subject.decode(bytes);`,
};
