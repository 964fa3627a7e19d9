import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'wrap-ansi',
  repository: 'chalk/wrap-ansi',
  before: '115090266b0ebb1797032582de78d617575778ab',
  after: 'd989bc404c25d736250b677db96235359bb194f7',
  defect: 'an expression with lazy groups is run at each escape',
  source: 'chalk/wrap-ansi, pull request 51: worst case of a RegExp',
  kind: 'slices of strings by index',
  testCommand: 'ava test.js',
  testDependencies: {
    ava: '3.15.0',
    chalk: '4.1.2',
    'has-ansi': '5.0.1',
  },
  module: 'index.js',
  body: `const red = String.fromCharCode(27) + '[31m';
const off = String.fromCharCode(27) + '[39m';
const text = Array.from({ length: 400 }, (_, index) => red + 'word' + index + off + ' and some more').join(' ');
const run = () => subject(text, 60);`,
};
