import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'immutable-js',
  repository: 'immutable-js/immutable-js',
  before: '25c58b094f112dc32e9b0bca79c84f448d0d2a38',
  after: 'e51d49fc612ded5ec4dfb94ff294d22074269b0f',
  without: ['website', 'type-definitions/flow-tests'],
  defect: 'entries of equal hash are searched one after the other',
  source: 'immutable-js/immutable-js, the message of e51d49fc61',
  kind: 'find-to-map',
  testCommand: 'jest',
  testDependencies: {
    jest: '^29.7.0',
    '@jest/globals': '^29.7.0',
    'fast-check': '^4.0.0',
    'random-seed': '^0.3.0',
    '@types/random-seed': '0.3.5',
    'jest-environment-jsdom': '^29.7.0',
    'ts-jest': '^29.3.4',
    typescript: '^5.7.0',
    '@rollup/plugin-buble': '1.0.3',
    'transducers-js': '^0.4.174',
    'jasmine-check': '0.1.5',
    colors: '1.4.0',
    rollup: '^4.59.0',
    'make-synchronous': '0.1.1',
    '@types/node': '^25.0.0',
    react: '^19.1.0',
    '@rollup/plugin-typescript': '^12.1.2',
    tslib: '^2.8.0',
    '@rollup/plugin-commonjs': '29.0.3',
    '@rollup/plugin-json': '6.1.0',
  },
  module: 'src/Immutable.js',
  named: true,
  body: `// Strings of «Aa» and «BB» all have the same hash.
const keys = Array.from({ length: 512 }, (_, index) =>
  index.toString(2).padStart(9, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB'),
);
const run = () => {
  const map = subject.Map(keys.map((key, index) => [key, index]));
  return keys.reduce((sum, key) => sum + map.get(key), 0);
};`,
};
