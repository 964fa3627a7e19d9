import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'postcss-selector-parser',
  repository: 'postcss/postcss-selector-parser',
  before: '96a85e31ca74f74e0a8911c38067bb782ed0e82e',
  after: '1012e3a593c98948d2f33da7cee359e887488b5e',
  defect: 'expressions that look for escapes are run on each selector',
  source: 'postcss/postcss-selector-parser, pull request 239: 63 % of the time',
  kind: 'slices of strings by index',
  testCommand: 'ava src/__tests__/*.js !src/__tests__/attributes.js !src/__tests__/util/*.js',
  testDependencies: {
    '@babel/core': '7.29.13',
    '@babel/plugin-proposal-class-properties': '7.18.6',
    '@babel/preset-env': '7.29.14',
    '@babel/register': '7.29.13',
    ava: '3.15.0',
    'babel-plugin-add-module-exports': '1.0.4',
    glob: '7.2.3',
    minimist: '1.2.8',
    postcss: '8.5.33',
    semver: '7.8.6',
  },
  module: 'src/util/unesc.js',
  body: `const names = Array.from({ length: 1_000 }, (_, index) => 'md\\\\:hover\\\\:w-1\\\\/' + index + '\\\\.5');
const run = () => names.map((name) => subject(name));`,
};
