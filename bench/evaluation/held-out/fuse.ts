import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'fuse',
  repository: 'krisk/Fuse',
  before: '19dbc4a73ada6edc62a59137feee78eaa5c0148c',
  after: '5ea216febb1a66c523fb6267d33bda824b0a8b39',
  without: ['docs', 'bench'],
  defect: 'an index keeps lists that nothing reads',
  source: 'krisk/Fuse, the message of 5ea216febb: 1.26 times',
  kind: 'work that is thrown away',
  testCommand: 'vitest run',
  testDependencies: {
    vitest: '2.1.9',
    typescript: '6.0.3',
  },
  env: {
    EXTENDED_SEARCH_ENABLED: 'true',
    LOGICAL_SEARCH_ENABLED: 'true',
    TOKEN_SEARCH_ENABLED: 'true',
  },
  module: 'src/entry.ts',
  body: `const words = ['red', 'green', 'blue', 'white', 'black', 'amber', 'violet', 'grey'];
const documents = Array.from({ length: 1_500 }, (_, id) => ({ title: words[id % 8] + ' item' + id, text: words.map((word, index) => word + ((id + index) % 90)).join(' ') }));
const run = () => new subject(documents, { keys: ['title', 'text'], useTokenSearch: true }).search('red green').length;`,
};
