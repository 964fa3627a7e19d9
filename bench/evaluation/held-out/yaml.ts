import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'yaml',
  repository: 'eemeli/yaml',
  before: 'ab17552df17525b2353700e8e3fb7e016e6244cd',
  after: '55c5ef400b7fc2755c2e9951d01b6966056bcf91',
  defect: 'the whole document is visited for each alias',
  source: 'eemeli/yaml, pull request 612',
  kind: 'index by node',
  testCommand:
    'jest --config config/jest.config.js tests/doc tests/visit tests/node-to-js tests/properties',
  testDependencies: {
    '@babel/core': '7.29.13',
    '@babel/plugin-transform-typescript': '7.29.9',
    '@babel/preset-env': '7.29.14',
    '@types/jest': '29.5.14',
    '@types/node': '20.19.43',
    'babel-jest': '29.7.0',
    'cross-env': '7.0.3',
    'fast-check': '2.25.0',
    jest: '29.7.0',
    'jest-ts-webcompat-resolver': '1.0.1',
    typescript: '5.9.3',
    tslib: '2.9.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const lines = Array.from({ length: 250 }, (_, index) => '- &a' + index + ' { id: ' + index + ' }\\n- *a' + index + '\\n');
const text = lines.join('');
const run = () => subject.parse(text, { maxAliasCount: -1 });`,
};
