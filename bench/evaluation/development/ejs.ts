import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'ejs',
  repository: 'mde/ejs',
  before: 'da51ca331ad8834339667b87a7939a3d6b21b63c',
  after: '4434314d53460cff35dba9ec6819aa112bcb7a7a',
  defect: 'parts are pushed to a list and joined',
  source: 'mde/ejs, the message of 4434314d53: up to 260 %',
  kind: 'joining once',
  testCommand: 'mocha',
  testDependencies: {
    mocha: '5.2.0',
    'lru-cache': '4.1.5',
  },
  module: 'lib/ejs.js',
  body: `const template = subject.compile('<ul><% items.forEach((item) => { %><li id="<%= item.id %>"><%= item.name %></li><% }) %></ul>');
const items = Array.from({ length: 1_000 }, (_, index) => ({ id: index, name: 'Name ' + index }));
const run = () => template({ items });`,
};
