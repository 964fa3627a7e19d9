import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'node-semver',
  repository: 'npm/node-semver',
  before: '2975ece120e17660c9f1ef517de45c09ff821064',
  after: '73a3d79c4ec32d5dd62c9d5f64e5af7fbdad9ec0',
  defect:
    'lists made by map and join to put the text of each range together, whether it is asked for or not',
  source: 'npm/node-semver, pull request 726: up to 40 %',
  kind: 'early exit',
  testCommand: 'node --test "test/{bin,classes,functions,internal,ranges}/**/*.js"',
  testDependencies: {
    tap: '16.3.10',
  },
  module: 'index.js',
  body: `const ranges = Array.from({ length: 500 }, (_, index) => '>=1.' + index + '.0   <2.0.0 || ^3.' + index + '.1 || ~4.2.' + index);
const run = () => ranges.filter((range) => subject.satisfies('3.100.5', range)).length;`,
};
