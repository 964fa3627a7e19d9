import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'ueberdb-cache',
  repository: 'ether/ueberDB',
  before: '73fdb5f0a18a9e9deb73c7fdd1ca90c19f8798ea',
  after: 'acd8cd903b938b4fcccc679e86f72d1eb777df8f',
  defect: 'the whole cache is gone through at each flush, though few entries are to be written',
  source: 'ether/ueberDB, pull request 993',
  kind: 'a Set beside a list',
  testCommand: 'vitest run test/mock test/memory',
  testDependencies: {
    vitest: '4.1.12',
    async: '3.2.6',
    wtfnode: '0.10.1',
    'cli-table3': '0.6.5',
    'randexp-ts': '1.0.5',
  },
  module: 'lib/CacheAndBufferLayer.ts',
  named: true,
  body: `const rows = new Map();
const wrapped = {
  isAsync: true,
  init: async () => {},
  close: async () => {},
  get: async (key) => rows.get(key) ?? null,
  set: async (key, value) => void rows.set(key, value),
  remove: async (key) => void rows.delete(key),
  findKeys: async () => [...rows.keys()],
  doBulk: async (ops) => ops.forEach(({ key, value }) => rows.set(key, value)),
};
const silent = { debug() {}, info() {}, warn() {}, error() {}, isDebugEnabled: () => false, isInfoEnabled: () => false, isWarnEnabled: () => false, isErrorEnabled: () => false };
const database = new subject.Database(wrapped, { cache: 10_000, writeInterval: 100 }, silent);
await database.init();
for (let index = 0; index < 5_000; index += 1) void database.set('pad:' + index, { text: 'text', index });
await database.flush();
const run = async () => {
  for (let index = 0; index < 20; index += 1) {
    void database.set('pad:' + index, { text: 'changed', index });
    await database.flush();
  }
};`,
};
