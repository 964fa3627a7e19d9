import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'htmlparser2',
  repository: 'fb55/htmlparser2',
  before: '39727fd8f568268fef2f61bbd4ccd2daad485887',
  after: 'f5aed75e98abb21cca454e53e763512c929a8ef4',
  defect: 'each character is taken out as a string of its own and compared',
  source: 'fb55/htmlparser2, pull request 894: 43 %',
  kind: 'slices of strings by index',
  testCommand: 'jest',
  testDependencies: {
    '@types/jest': '26.0.24',
    '@types/node': '16.18.126',
    jest: '27.5.1',
    'ts-jest': '27.1.5',
    typescript: '4.9.5',
  },
  module: 'src/index.ts',
  named: true,
  body: `const rows = Array.from({ length: 400 }, (_, index) => '<tr id="r' + index + '"><td class="name">Name &amp; ' + index + '</td><td>text</td></tr>');
const html = '<!doctype html><table>' + rows.join('\\n') + '</table>';
const run = () => {
  let count = 0;
  const parser = new subject.Parser({ onopentag: () => { count += 1; } });
  parser.end(html);
  return count;
};`,
};
