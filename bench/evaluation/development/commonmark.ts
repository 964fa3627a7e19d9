import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'commonmark',
  repository: 'commonmark/commonmark.js',
  before: 'f3145e85366d8f3322e09f856ea0a3370f7dde82',
  after: '38d2938fb2ead542a5119c1085d2248eb59537d1',
  defect: 'a RegExp that trims goes back over each run of blanks',
  source: 'commonmark/commonmark.js, pull request 295',
  kind: 'regexp-to-trim',
  testCommand: 'rollup -c && node ./test/test',
  testDependencies: {
    '@rollup/plugin-commonjs': '11.1.0',
    '@rollup/plugin-json': '4.1.0',
    '@rollup/plugin-node-resolve': '7.1.3',
    rollup: '1.32.1',
    'rollup-plugin-uglify': '6.0.4',
    'serialize-javascript': '6.0.2',
  },
  module: 'lib/index.js',
  named: true,
  body: `const parser = new subject.Parser();
const text = Array.from({ length: 60 }, (_, index) => 'column ' + index + ' '.repeat(600) + 'value').join('\\n');
const run = () => parser.parse(text);`,
};
