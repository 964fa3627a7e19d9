import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'fast-json-stringify',
  repository: 'fastify/fast-json-stringify',
  before: 'a08113e2d54d323b12d8441f4004a0ffb7f6ecdc',
  after: 'bb20492609d4c0704880e15e3d93d3f3bd859072',
  without: ['benchmark', 'types'],
  defect: 'whether a comma has to be added is asked for each property',
  source: 'fastify/fast-json-stringify, pull request 811',
  kind: 'early exit',
  testCommand: 'node --test $(ls test/*.test.js | grep -v standalone)',
  testDependencies: {
    'is-my-json-valid': '2.20.6',
    '@sinclair/typebox': '0.34.52',
    webpack: '5.113.0',
    tinybench: '5.1.0',
  },
  module: 'index.js',
  body: `const properties = Object.fromEntries(Array.from({ length: 30 }, (_, index) => ['field' + index, { type: 'integer' }]));
const stringify = subject({ type: 'array', items: { type: 'object', properties, required: Object.keys(properties) } });
const row = Object.fromEntries(Object.keys(properties).map((name, index) => [name, index]));
const rows = Array.from({ length: 300 }, () => row);
const run = () => stringify(rows).length;`,
};
