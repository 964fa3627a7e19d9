import { type Finding, imports, readers } from 'perf-harness/plugin';
import {
  ImportProblem,
  ONE_TRIAL_ADVICE,
  type RunDraft,
  type TextImporter,
  withImportErrors,
} from '../importer.ts';

/** Maximum number of statements that become records: those that took the most time. */
const MOST_STATEMENTS = 50;
const LONGEST_NAME = 120;
const FEWEST_P95 = 20;

/** The log of PostgreSQL with log_min_duration_statement. */
export const postgresLogImporter: TextImporter = {
  type: 'text',
  format: 'postgresql-log',
  tool: 'PostgreSQL',
  moreTrials: ONE_TRIAL_ADVICE,
  recognises: readers.postgresLogImporter.recognises,
  read: (text) =>
    withImportErrors(() =>
      runsOf(readers.postgresStatements(text), (sql) =>
        readers.normaliseStatement(sql, readers.POSTGRESQL),
      ),
    ),
};

/** The slow query log of MySQL and MariaDB. */
export const mysqlLogImporter: TextImporter = {
  type: 'text',
  format: 'mysql-slow-log',
  tool: 'MySQL',
  moreTrials: ONE_TRIAL_ADVICE,
  recognises: readers.mysqlLogImporter.recognises,
  read: (text) =>
    withImportErrors(() =>
      runsOf(readers.mysqlStatements(text), (sql) =>
        readers.normaliseStatement(sql, readers.MYSQL),
      ),
    ),
};

function runsOf(
  statements: Iterable<readers.LoggedStatement>,
  nameOf: (sql: string) => string,
): readonly RunDraft[] {
  const times = new Map<string, number[]>();
  for (const { sql, ms, step } of statements) {
    // A step before the execution is no execution.
    if (step !== undefined || !(ms >= 0)) continue;
    const name = nameOf(sql) || '(no text)';
    const known = times.get(name);
    if (known === undefined) times.set(name, [ms]);
    else known.push(ms);
  }
  if (times.size === 0) throw new ImportProblem('it contains no statement with an execution time');
  const sum = (list: readonly number[]): number => list.reduce((all, ms) => all + ms, 0);
  const sorted = [...times].toSorted(([, a], [, b]) => sum(b) - sum(a));
  return sorted.slice(0, MOST_STATEMENTS).map(
    ([name, list], index): RunDraft => ({
      scenario: name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
      kind: 'function',
      trials: [{ state: 'completed', startedAt: null, blocks: [blockOf(list, sum(list))] }],
      findings: index === 0 ? slowOnly(sorted.length - MOST_STATEMENTS) : [],
    }),
  );
}

function blockOf(list: readonly number[], durationMs: number): imports.Block {
  const sorted = Float64Array.from(list).sort();
  const isMany = sorted.length >= FEWEST_P95;
  return {
    operations: sorted.length,
    durationMs,
    measurements: {
      'query_time.p50': imports.quantile(sorted, 0.5),
      ...(isMany && { 'query_time.p95': imports.quantile(sorted, 0.95) }),
    },
    unavailable: isMany ? {} : { 'query_time.p95': `needs ${FEWEST_P95} executions` },
    notes: { executions: sorted.length },
  };
}

function slowOnly(left: number): readonly Finding[] {
  const rest =
    left > 0
      ? ` ${left} statements with less total time than the imported statements were skipped.`
      : '';
  return [
    {
      id: 'import-slow-only',
      level: 'info',
      message: `A slow log contains only executions above the configured threshold, so the percentiles exclude faster executions of the same statements.${rest}`,
    },
  ];
}
