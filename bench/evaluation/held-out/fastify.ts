import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'fastify',
  repository: 'fastify/fastify',
  before: '6e680c3e8150071be96cba6b30e1d74487559b54',
  after: '97d10c26a3f5ba59a24c630d31c29335da64d540',
  without: ['docs', 'examples', 'integration'],
  defect: 'the content type of a response is parsed for each serialisation',
  source: 'fastify/fastify, pull request 6854',
  kind: 'memo by key',
  testCommand:
    'node --test test/schema-serialization.test.js test/content-type.test.js test/reply-code.test.js test/internals/reply-serialize.test.js',
  testDependencies: {
    ajv: '8.20.0',
    'ajv-formats': '3.0.1',
    'fastify-plugin': '6.0.1',
    split2: '4.2.0',
    proxyquire: '2.1.3',
    'fluent-json-schema': '6.0.1',
    undici: '7.30.2',
    joi: '18.3.2',
    yup: '1.7.1',
    'http-errors': '2.0.1',
    'fast-json-body': '1.1.0',
    'ajv-merge-patch': '5.0.1',
    'ajv-errors': '3.0.0',
    'ajv-i18n': '4.2.0',
  },
  module: 'fastify.js',
  body: `const app = subject();
app.get('/', { schema: { response: { 200: { content: {
  'application/json': { schema: { type: 'object', properties: { id: { type: 'number' } } } },
  'application/vnd.v2+json': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
} } } } }, (_request, reply) => reply.type('application/json; charset=utf-8').send({ id: 1 }));
await app.ready();
const run = async () => {
  for (let index = 0; index < 50; index += 1) await app.inject('/');
};`,
};
