import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'papaparse',
  repository: 'mholt/PapaParse',
  before: '1f6cc9c16de959f5b9778e7aaa1792d0fd27a39f',
  after: '3a329014682666ad56e4fbdf726142fa1684106e',
  without: ['docs', 'player'],
  defect: 'a list of the headers so far is searched for each header',
  source: 'mholt/PapaParse, pull request 991',
  kind: 'includes-to-set',
  testCommand:
    'mocha tests/node-tests.js && mocha tests/test-cases.js --grep "Core Parser Tests|Parse Tests|Unparse Tests"',
  testDependencies: {
    chai: '4.5.0',
    mocha: '5.2.0',
  },
  module: 'papaparse.js',
  body: `const headers = Array.from({ length: 3_000 }, (_, index) => 'column' + index).join(',');
const row = Array.from({ length: 3_000 }, (_, index) => index).join(',');
const csv = headers + '\\n' + row + '\\n';
const run = () => subject.parse(csv, { header: true });`,
};
