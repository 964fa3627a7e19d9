import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'jsdiff',
  repository: 'kpdecker/jsdiff',
  before: '4c8f44474630971d1219cc91ef5cb7f4a841714f',
  after: '81426fc0998fb696d4545ddab93ae2a3cbbb5810',
  defect: 'expressions for blanks at the end of words take quadratic time',
  source: 'kpdecker/jsdiff, pull request 581',
  kind: 'regexp-to-trim',
  testCommand: 'babel --out-dir lib src && mocha --require @babel/register "test/**/*.js"',
  testDependencies: {
    '@babel/cli': '^7.24.1',
    '@babel/core': '^7.24.1',
    '@babel/plugin-transform-modules-commonjs': '^7.24.1',
    '@babel/preset-env': '^7.24.1',
    '@babel/register': '^7.23.7',
    chai: '^4.2.0',
    mocha: '^7.0.0',
    '@colors/colors': '^1.6.0',
    semver: '^7.6.0',
  },
  module: 'src/diff/word.js',
  named: true,
  body: `const words = Array.from({ length: 40 }, (_, index) => 'word' + index + ' '.repeat(400));
const before = words.join('x');
const after = words.toReversed().join('x');
const run = () => subject.diffWords(before, after);`,
};
