import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'match-sorter',
  repository: 'kentcdodds/match-sorter',
  before: 'e58f8ff3d17292288441a7c4dd248ab29ab7b326',
  after: '025e4cf6044b22f147449297c9a916c09a62d2f0',
  without: ['tsconfig.json'],
  defect: 'a string is searched four times where one search tells',
  source: 'kentcdodds/match-sorter, pull request 158',
  kind: 'slices of strings by index',
  testCommand: 'jest --transform \'{"[.]ts$":"@swc/jest"}\' --testMatch \'**/__tests__/*.ts\'',
  testDependencies: {
    jest: '29.7.0',
    '@swc/jest': '0.2.39',
    '@swc/core': '1.16.22',
    typescript: '5.9.3',
  },
  module: 'src/index.ts',
  named: true,
  body: `const items = Array.from({ length: 3_000 }, (_, index) => 'Some longer name of article ' + index);
const run = () => subject.matchSorter(items, 'article 12').length;`,
};
