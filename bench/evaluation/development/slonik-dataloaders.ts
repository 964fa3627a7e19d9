import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'slonik-dataloaders',
  repository: 'gajus/slonik',
  before: 'aa79adc8f892f08685e20de606404e9471909a2a',
  after: 'cf370a938981a53190fbedd6c77a7b787267da93',
  folder: 'packages/slonik-dataloaders',
  defect: 'the rows of a query are searched for each key that was asked for',
  source: 'gajus/slonik, pull request 810',
  kind: 'find-to-map',
  testCommand:
    'POSTGRES_DSN=$DATABASE_URL vitest run --maxWorkers=1 src/factories/createNodeByIdLoaderClass.test.ts',
  testDependencies: {
    slonik: '49.10.9',
    '@slonik/types': '49.10.9',
    '@standard-schema/spec': '1.1.0',
    typescript: '5.9.3',
    vitest: '4.1.12',
  },
  postgres: true,
  module: 'src/factories/createNodeByIdLoaderClass.ts',
  named: true,
  body: `const { createPool, sql } = await import('slonik');
const { z } = await import('zod');
const pool = await createPool(process.env.DATABASE_URL ?? '');
const Loader = subject.createNodeByIdLoaderClass({
  query: sql.type(z.object({ id: z.number(), name: z.string() }))\`SELECT id, 'name ' || id AS name FROM generate_series(1, 2000) AS id\`,
});
const keys = Array.from({ length: 1_500 }, (_, index) => 2_000 - index);
const run = async () => (await new Loader(pool, { cache: false }).loadMany(keys)).length;`,
};
