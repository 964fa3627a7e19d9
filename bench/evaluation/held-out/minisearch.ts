import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'minisearch',
  repository: 'lucaong/minisearch',
  before: 'e75a241182c36392c6de1e8348bf2a48d3aae9c1',
  after: '841500702632aee708bcfcfbdec2d9fb0adbd64a',
  without: ['docs', 'examples'],
  defect: 'the keys of an object are listed to see whether there are any',
  source: 'lucaong/minisearch, the message of 8415007026',
  kind: 'early exit',
  testCommand: 'jest',
  testDependencies: {
    '@babel/cli': '7.29.7',
    '@babel/core': '7.29.13',
    '@babel/plugin-proposal-object-rest-spread': '7.20.7',
    '@babel/preset-env': '7.29.14',
    'babel-core': '7.0.0-bridge.0',
    'babel-jest': '25.5.1',
    'core-js': '3.51.0',
    'fast-check': '1.26.0',
    jest: '25.5.4',
    'regenerator-runtime': '0.13.11',
  },
  module: 'src/MiniSearch.js',
  body: `const words = ['red', 'green', 'blue', 'white', 'black', 'amber', 'violet', 'grey'];
const documents = Array.from({ length: 1_000 }, (_, id) => ({ id, text: words[id % 8] + ' ' + words[(id * 3) % 8] + ' item' + id }));
const run = () => {
  const index = new subject({ fields: ['text'] });
  index.addAll(documents);
  for (const document of documents.slice(0, 300)) index.remove(document);
  return index.documentCount;
};`,
};
