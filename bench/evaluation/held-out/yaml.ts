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
    '@babel/core': '^7.12.10',
    '@babel/plugin-transform-typescript': '^7.12.17',
    '@babel/preset-env': '^7.12.11',
    '@types/jest': '^29.2.4',
    '@types/node': '^20.11.20',
    'babel-jest': '^29.0.1',
    'cross-env': '^7.0.3',
    'fast-check': '^2.12.0',
    jest: '^29.0.1',
    'jest-ts-webcompat-resolver': '^1.0.0',
    typescript: '^5.7.2',
    tslib: '^2.8.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const lines = Array.from({ length: 250 }, (_, index) => '- &a' + index + ' { id: ' + index + ' }\\n- *a' + index + '\\n');
const text = lines.join('');
const run = () => subject.parse(text, { maxAliasCount: -1 });`,
};
