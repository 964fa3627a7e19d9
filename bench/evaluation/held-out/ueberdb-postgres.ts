import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'ueberdb-postgres',
  repository: 'ether/ueberDB',
  before: '809bcc2f7ce8bed3c11ffc845967850b8503ccfe',
  after: '70e76da76bb199eedd34589e1d036b215096a83e',
  defect: 'a query for each of the values that are written together',
  source: 'ether/ueberDB, pull request 997',
  kind: 'many queries in one',
  testCommand: 'vitest run test/mock test/memory',
  testDependencies: {
    vitest: '4.1.12',
    pg: '8.23.1',
    async: '3.2.6',
    wtfnode: '0.10.1',
    'cli-table3': '0.6.5',
    'randexp-ts': '1.0.5',
  },
  postgres: true,
  module: 'databases/postgres_db.ts',
  body: `const database = new subject({ host: process.env.PGHOST, user: 'postgres', database: 'postgres', max: 4, min: 0 });
await new Promise((resolve, reject) => database.init((error) => (error ? reject(error) : resolve())));
const bulk = Array.from({ length: 200 }, (_, index) => ({ type: 'set', key: 'pad:' + index, value: 'text ' + index }));
const run = () => new Promise((resolve, reject) => database.doBulk(bulk, (error) => (error ? reject(error) : resolve())));`,
};
