import type { PackageCase } from './evaluation-case.ts';

/**
 * Releases of third-party packages, and later releases whose changelogs or pull requests state that
 * they fixed a cost of a kind that the catalogue had then. Chosen by reading those, before anything
 * was run. Scenarios are written as users of that part would: with sizes that are large, not absurd.
 */
export const PACKAGE_CASES: readonly PackageCase[] = [
  {
    name: 'fluent-json-schema',
    from: '5.0.0',
    to: '6.0.0',
    defect: 'a copy of the object that is collected, for each key',
    source: 'fastify/fluent-json-schema, pull request 274',
    kind: 'collecting instead of copying',
    testCommand: 'node --test',
    testDependencies: { ajv: '8.17.1', 'ajv-formats': '3.0.1', 'lodash.merge': '4.6.2' },
    module: 'src/FluentJSONSchema.js',
    body: `const fields = Array.from({ length: 150 }, (_, index) => 'field' + index);
const row = fields.reduce((row, name) => row.prop(name, subject.string()), subject.object());
const run = () => subject.object().prop('row', row).valueOf();`,
  },
  {
    name: 'toposort',
    from: '1.0.4',
    to: '1.0.5',
    defect: 'lists asked for each node and each edge',
    source: 'marcelklehr/toposort, pull request 19',
    kind: 'includes-to-set',
    testCommand: 'node test.js',
    testDependencies: { vows: '0.7.0' },
    module: 'index.js',
    body: `const edges = Array.from({ length: 400 }, (_, index) => [
  ['task' + index, 'task' + (index + 1)],
  ['task' + index, 'task' + (index + 7)],
]).flat();
const run = () => subject(edges);`,
  },
  {
    name: 'dependency-graph',
    from: '0.8.1',
    to: '0.9.0',
    defect: 'a list of results asked for each node',
    source: 'its CHANGELOG.md, 0.9.0: «No longer is accidentally O(N^2)»',
    kind: 'includes-to-set',
    testCommand: 'jasmine specs/**/*.js',
    testDependencies: { jasmine: '3.5.0' },
    module: 'lib/dep_graph.js',
    body: `const graph = new subject.DepGraph();
for (let index = 0; index < 1_500; index += 1) graph.addNode('node' + index);
for (let index = 0; index < 1_500; index += 1) {
  if (index % 10 !== 0) graph.addDependency('node' + index, 'node' + (index - 1));
}
const run = () => graph.overallOrder();`,
  },
  {
    name: 'remove-accents',
    from: '0.3.0',
    to: '0.4.0',
    defect: 'some 300 RegExps made for each call',
    source: 'tyxla/remove-accents, pull request 6',
    kind: 'regexp-by-text',
    testCommand: 'tape test.js',
    testDependencies: { tape: '4.17.0' },
    module: 'index.js',
    body: `const text = 'Großzügige Façade à l’Élysée, naïve Žižka v Łodzi: ñandú, ação, øre. '.repeat(4);
const run = () => subject(text);`,
  },
  {
    name: 'express-fileupload',
    from: '0.1.1',
    to: '0.1.2',
    defect: 'a copy of all that came so far, for each piece of a file',
    source: 'richardgirges/express-fileupload, pull request 22',
    kind: 'joining once',
    testCommand: 'mocha',
    testDependencies: {
      'body-parser': '1.16.1',
      express: '4.14.1',
      mocha: '3.2.0',
      supertest: '3.0.0',
    },
    module: 'lib/index.js',
    body: `const file = Buffer.alloc(4_000_000, 'some text of a file. ');
const upload = Buffer.concat([
  Buffer.from('--border\\r\\nContent-Disposition: form-data; name="f"; filename="f.txt"\\r\\n\\r\\n'),
  file,
  Buffer.from('\\r\\n--border--\\r\\n'),
]);
const middleware = subject();
const run = () =>
  new Promise((resolve, reject) => {
    const pieces = Array.from({ length: Math.ceil(upload.length / 16_384) }, (_, index) =>
      upload.subarray(index * 16_384, (index + 1) * 16_384),
    );
    const request = Readable.from(pieces, { objectMode: false });
    request.method = 'POST';
    request.headers = {
      'content-type': 'multipart/form-data; boundary=border',
      'content-length': String(upload.length),
    };
    middleware(request, {}, (error) => (error ? reject(error) : resolve(request.files.f.name)));
  });`,
  },
  {
    name: 'fast-uri',
    from: '3.0.3',
    to: '3.0.4',
    defect: 'a RegExp literal within a function',
    source: 'fastify/fast-uri, pull request 115',
    kind: 'hoist',
    testCommand: 'tape test/*.js',
    testDependencies: { ajv: '8.17.1', tape: '5.9.0', 'uri-js': '4.4.1' },
    module: 'index.js',
    body: `const addresses = Array.from({ length: 50 }, (_, index) => 'http:' + '//127.0.0.1:' + (8000 + index) + '/a?b=c');
const run = () => addresses.map((address) => subject.parse(address).host).length;`,
  },
  {
    name: '@fastify/static',
    from: '6.11.2',
    to: '6.12.0',
    defect: 'a Set copied to a list to learn its size',
    source: 'fastify/fastify-static, pull request 416',
    kind: 'copy',
    // dir-list.test.js counts on an empty folder, which neither a tarball nor git carries.
    testCommand: 'tap --no-coverage test/content-type.test.js test/static.test.js',
    links: { 'test/static-symbolic-link/dir/symlink': '../origin' },
    testDependencies: {
      '@fastify/compress': '6.5.0',
      'concat-stream': '2.0.0',
      fastify: '4.29.0',
      handlebars: '4.7.8',
      pino: '8.21.0',
      proxyquire: '2.1.3',
      'simple-get': '4.0.1',
      tap: '16.3.10',
    },
    module: 'index.js',
    body: `const folder = mkdtempSync(join(tmpdir(), 'roots-'));
const roots = Array.from({ length: 40 }, (_, index) => join(folder, String(index)));
for (const root of roots) mkdirSync(root);
const run = async () => {
  const app = fastify();
  app.register(subject, { root: roots });
  await app.ready();
  await app.close();
};`,
  },
  {
    name: '@fastify/swagger',
    from: '9.4.0',
    to: '9.4.1',
    defect: 'a copy of the object that is collected, for each part of a schema',
    source: 'fastify/fastify-swagger, pull request 852',
    kind: 'collecting instead of copying',
    testCommand: "node --test 'test/**/*.js'",
    testDependencies: {
      '@apidevtools/swagger-parser': '10.1.1',
      '@fastify/cookie': '11.0.2',
      fastify: '5.2.1',
      'fluent-json-schema': '5.0.0',
      joi: '17.13.3',
      'joi-to-json': '4.3.2',
      qs: '6.14.0',
      tap: '18.7.2',
    },
    module: 'lib/util/resolve-local-ref.js',
    body: `const parts = Array.from({ length: 60 }, (_, part) => ({
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => ['filter' + part + '_' + index, { type: 'string' }]),
  ),
}));
const run = () => subject.resolveLocalRef({ allOf: parts }, {});`,
  },
];
