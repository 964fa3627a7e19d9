import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'cheerio',
  repository: 'cheeriojs/cheerio',
  before: 'a8e5b000ecacfe589a891f11a50dd6e1b19bea0f',
  after: 'b3d265fb5a500865cfedd75d14a2c0d9d230bfee',
  without: ['website', 'benchmark'],
  defect: 'a list of results is copied for each element, and searched before each is added',
  source: 'cheeriojs/cheerio, pull request 5380',
  kind: 'collecting instead of copying',
  testCommand: 'vitest run --typecheck.enabled=false',
  testDependencies: {
    vitest: '4.1.12',
    '@types/whatwg-mimetype': '5.0.0',
    '@imgix/js-core': '3.8.0',
    jsdom: '29.1.1',
    '@types/jsdom': '28.0.3',
  },
  module: 'src/index.ts',
  named: true,
  body: `const html = '<ul>' + Array.from({ length: 3_000 }, (_, index) => '<li><b>' + index + '</b></li>').join('') + '</ul>';
const page = subject.load(html);
const bold = page('b');
const run = () => bold.map((index, element) => [index, element.name]).get().length + bold.closest('li').length;`,
};
