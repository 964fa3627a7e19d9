import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'csstree',
  repository: 'csstree/csstree',
  before: '686f60b5a7c4a8d47f380345fb378b4d17347470',
  after: '7b3fe7ecccae4a4123de3afa8e88c71a7e3954b0',
  defect: 'all that was written so far is looked through again for each node',
  source: 'csstree/csstree, the message of 7b3fe7eccc: 20 times',
  kind: 'slices of strings by index',
  testCommand: 'mocha --reporter dot',
  dependencies: {
    'mdn-data': '1.0.0',
    'source-map': '0.5.7',
  },
  testDependencies: {
    mocha: '3.5.3',
    'json-to-ast': '2.0.0-alpha1.3',
  },
  module: 'lib/index.js',
  body: `const css = Array.from({ length: 700 }, (_, index) => '.item' + index + ' { color: red; margin: ' + index + 'px; }').join('\\n');
const tree = subject.parse(css, { positions: true, filename: 'style.css' });
const run = () => subject.translateWithSourceMap(tree);`,
};
