import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'postcss',
  repository: 'postcss/postcss',
  before: '9825dca02c33cf610e2a842be767468b67fbecf9',
  after: 'b128e2131288a411c6e28071d0929542c49e74eb',
  defect: 'each token is shifted out of a list in turn',
  source: 'postcss/postcss, the message of b128e21312',
  kind: 'other data structure',
  testCommand: 'uvu -r ts-node/register/transpile-only test "\\\\.test\\\\.(ts|js)$"',
  testDependencies: {
    uvu: '0.5.6',
    'ts-node': '10.9.2',
    typescript: '5.9.3',
    nanodelay: '1.0.8',
    nanospy: '1.0.0',
    'postcss-parser-tests': '8.9.0',
    'strip-ansi': '6.0.1',
    'concat-with-sourcemaps': '1.1.0',
    '@types/node': '25.9.9',
  },
  module: 'lib/postcss.js',
  body: `const grid = Array.from({ length: 1_500 }, (_, index) => index + 'px').join(' ');
const css = Array.from({ length: 20 }, (_, index) => '.row' + index + ' { grid-template-columns: ' + grid + '; }').join('\\n');
const run = () => subject.parse(css);`,
};
