import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'svgo',
  repository: 'svg/svgo',
  before: 'eb4c8b69d4b589addaf98e56cd17241d4a39ad77',
  after: '581fe687825740e425012bbdf6491ee4bbc9dc65',
  without: ['test/regression', 'test/browser.js'],
  defect: 'a list of the elements to remove is searched for each child',
  source: 'svg/svgo, pull request 2216',
  kind: 'includes-to-set',
  testCommand: 'NODE_OPTIONS=--experimental-vm-modules jest lib plugins test/plugins',
  testDependencies: {
    jest: '29.7.0',
    '@jest/globals': '29.7.0',
    'cross-env': '7.0.3',
  },
  module: 'lib/svgo.js',
  named: true,
  body: `const paths = Array.from({ length: 3_000 }, (_, index) => '<path d="M ' + index * 4 + ' 0 h 2 v 2 h -2 z"/>').join('');
const svg = '<svg xmlns="http://www.w3.org/2000/svg">' + paths + '</svg>';
const run = () => subject.optimize(svg, { plugins: [{ name: 'mergePaths', params: { force: true } }] });`,
};
