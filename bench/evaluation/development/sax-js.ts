import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'sax-js',
  repository: 'isaacs/sax-js',
  before: '460cd666f82536c5b9c632897c5adf154453cd9b',
  after: '80d038681c8a4047ce10007539b9c5ea663de593',
  defect: 'a large CDATA section is put together character by character',
  source: 'isaacs/sax-js, pull request 279',
  kind: 'slices of strings by index',
  testCommand: 'tap --no-coverage --no-check-coverage test/*.js -j1',
  testDependencies: {
    tap: '15.2.3',
  },
  module: 'lib/sax.js',
  body: `const text = 'lorem ipsum dolor sit amet\\n'.repeat(3_000);
const xml = '<doc><![CDATA[' + text + ']]></doc>';
const run = () => subject.parser(true).write(xml).close();`,
};
