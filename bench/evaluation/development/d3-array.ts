import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'd3-array',
  repository: 'd3/d3-array',
  before: 'b0ad909987f07f0930d5ef034ce11472eb9ba75d',
  after: '3ff4c1570703bcaf4fe22076de443bbfadd5a4c8',
  defect: 'the list of each combination is copied at each step of a recursion',
  source: 'd3/d3-array, the message of 3ff4c15707',
  kind: 'collecting instead of copying',
  testCommand: 'rollup -c && tape "test/**/*-test.js"',
  testDependencies: {
    rollup: '0.67.4',
    'rollup-plugin-terser': '3.0.0',
    seedrandom: '2.4.4',
    tape: '4.17.0',
  },
  module: 'src/cross.js',
  body: `const one = Array.from({ length: 30 }, (_, index) => index);
const run = () => subject(one, one, one).length;`,
};
