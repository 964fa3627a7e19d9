import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'express',
  repository: 'expressjs/express',
  before: 'b7817ab1b0bbadabe79fc88819c8338838ead707',
  after: 'b97faff6e2aa4d34d79485fe4331cb0eec13ad57',
  defect: 'the whole header is split where its first part is used',
  source: 'expressjs/express, the message of b97faff6e2',
  kind: 'split-first',
  testCommand:
    'mocha --require test/support/env --reporter dot --check-leaks --exit test/req.*.js test/res.*.js',
  testDependencies: {
    after: '0.8.2',
    mocha: '3.5.3',
    should: '13.1.0',
    supertest: '1.2.0',
    'cookie-parser': '1.4.7',
    multiparty: '4.1.3',
  },
  module: 'lib/request.js',
  body: `const request = Object.create(subject, {
  app: { value: { get: () => () => true } },
  connection: { value: { encrypted: false, remoteAddress: '127.0.0.1' } },
  get: { value: () => Array.from({ length: 40 }, () => 'https').join(', ') },
});
const run = () => {
  let count = 0;
  for (let index = 0; index < 500; index += 1) count += request.protocol.length;
  return count;
};`,
};
