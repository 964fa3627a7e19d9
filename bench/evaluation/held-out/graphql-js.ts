import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'graphql-js',
  repository: 'graphql/graphql-js',
  before: '90ebe5acc4db5c867959a7afbe082105fb467548',
  after: '31bf28f46621e9f515f95c45028ee90b72e3503f',
  without: ['website'],
  defect: 'copies of nodes are made by property descriptors, which change their shape',
  source: 'graphql/graphql-js, pull request 4312: 3.5 times',
  kind: 'shape of objects',
  testCommand: 'mocha --full-trace "src/**/__tests__/**/*-test.ts"',
  testDependencies: {
    '@babel/core': '7.17.9',
    '@babel/plugin-syntax-typescript': '7.16.7',
    '@babel/plugin-transform-typescript': '7.16.8',
    '@babel/preset-env': '7.16.11',
    '@babel/register': '7.17.7',
    chai: '4.3.6',
    mocha: '11.8.0',
    typescript: '4.6.3',
  },
  module: 'src/index.ts',
  named: true,
  body: `const fields = Array.from({ length: 400 }, (_, index) => 'field' + index + '(id: ' + index + ') { name other }').join(' ');
const document = subject.parse('query Everything { ' + fields + ' }');
const run = () => subject.print(document).length;`,
};
