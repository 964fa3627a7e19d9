import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'codegraph',
  repository: 'optave/ops-codegraph-tool',
  before: '53cc62d6723177e6565b4839062b4b1c37cbd1c1',
  after: 'fa69e9271d530b6d2651ae18f766d36d5b0c0943',
  without: ['crates', 'grammars', 'docs', 'generated'],
  defect:
    'statements are prepared and a transaction is begun at each call, though there is nothing to write',
  source: 'optave/ops-codegraph-tool, issue 1948, pull request 2234',
  kind: 'memo by key',
  testCommand: 'vitest run tests/unit/deleted-export-advisories.test.ts',
  testDependencies: {
    vitest: '4.1.12',
    '@types/better-sqlite3': '7.6.13',
    typescript: '5.9.3',
  },
  builds: true,
  module: 'src/db/repository/deleted-export-advisories.ts',
  named: true,
  body: `const { default: Database } = await import('better-sqlite3');
const database = new Database(':memory:');
database.exec('CREATE TABLE deleted_export_advisories (id INTEGER PRIMARY KEY, file TEXT, name TEXT, kind TEXT, line INTEGER, consumer_name TEXT, consumer_file TEXT, consumer_line INTEGER, consumer_kind TEXT, deleted_at INTEGER); CREATE INDEX by_file ON deleted_export_advisories(file);');
const files = Array.from({ length: 5 }, (_, index) => 'src/file' + index + '.ts');
const run = () => {
  for (let turn = 0; turn < 50; turn += 1) subject.clearDeletedExportAdvisories(database, files);
};`,
};
