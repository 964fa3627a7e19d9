import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { DatabaseStatement } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { DatabaseAddress } from './database-address.ts';

/** Counts since the server started counting, by its statement id. */
export type StatementCounts = ReadonlyMap<string, Omit<DatabaseStatement, 'plan'>>;

/** Counts of this database alone, by all of its users; from PostgreSQL 13 on. */
const COUNTS = `SELECT coalesce(json_agg(one), '[]') FROM (
  SELECT queryid::text AS id, min(query) AS statement, sum(calls)::float8 AS calls,
    sum(rows)::float8 AS rows, sum(total_exec_time) AS "totalMs"
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE d.datname = current_database() AND queryid IS NOT NULL AND query !~ 'pg_stat_statements'
  GROUP BY queryid) one`;

/** @throws UserError if the database is down, refuses the login, or does not collect statistics. */
export async function readStatementCounts(
  ask: QueryDatabase,
  { displayName }: DatabaseAddress,
): Promise<StatementCounts> {
  const answer = await ask([COUNTS]);
  if (answer.type === 'refused') throw refused(displayName, answer.message);
  // Sound: it is the result of the statement above.
  const rows = JSON.parse(answer.text) as readonly ({ readonly id: string } & Omit<
    DatabaseStatement,
    'plan'
  >)[];
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

/** Returns the counts between two readings; since the reset if somebody reset the counts. */
export function subtractStatementCounts(
  before: StatementCounts,
  after: StatementCounts,
): readonly Omit<DatabaseStatement, 'plan'>[] {
  return [...after]
    .flatMap(([id, now]) => {
      const then = before.get(id);
      if (then === undefined || then.calls > now.calls) return [now];
      const calls = now.calls - then.calls;
      const [rows, totalMs] = [now.rows - then.rows, now.totalMs - then.totalMs];
      return calls === 0 ? [] : [{ statement: now.statement, calls, rows, totalMs }];
    })
    .sort((a, b) => b.totalMs - a.totalMs);
}

function refused(shown: string, message: string): UserError {
  const isMissing = /pg_stat_statements/u.test(message);
  return new UserError({
    code: isMissing ? 'no-statement-statistics' : 'database-unreachable',
    message: isMissing
      ? `The database ${shown} does not provide statement statistics: ${message}`
      : `The database ${shown} cannot be queried: ${message}`,
    remedy: isMissing
      ? "Load the extension (shared_preload_libraries = 'pg_stat_statements'), run CREATE EXTENSION pg_stat_statements, and grant pg_read_all_stats to the connecting role."
      : 'Check that the database is running, and that psql can connect with the same URL.',
    exitCode: EXIT.target,
  });
}

/** Most statements to plan, the longest-running first; planning the others would only take time. */
const MAX_PLANS = 5;
const PLANNED = /^\s*(?:select|with|insert|update|delete)\b/iu;

/** Adds plans to statements: generic plans, for any parameters. No statement is executed. */
export async function addStatementPlans(
  ask: QueryDatabase,
  statements: readonly Omit<DatabaseStatement, 'plan'>[],
): Promise<readonly DatabaseStatement[]> {
  const planned: DatabaseStatement[] = [];
  for (const [index, statement] of statements.entries()) {
    planned.push({
      ...statement,
      plan: index < MAX_PLANS ? await planOf(ask, statement.statement) : null,
    });
  }
  return planned;
}

/** null: the statement cannot be planned without parameters, or the user lacks permission. */
async function planOf(ask: QueryDatabase, statement: string): Promise<readonly string[] | null> {
  // The server counts each statement separately, so a text with a semicolon is not a single
  // statement.
  if (!PLANNED.test(statement) || statement.includes(';')) return null;
  const count = Math.max(
    0,
    ...[...statement.matchAll(/\$(\d+)/gu)].map(([, match]) => Number(match)),
  );
  const values = count === 0 ? '' : `(${Array.from({ length: count }, () => 'NULL').join(', ')})`;
  const answer = await ask([
    'SET LOCAL plan_cache_mode = force_generic_plan',
    `PREPARE perf_harness_plan AS ${statement}`,
    `EXPLAIN EXECUTE perf_harness_plan${values}`,
  ]);
  return answer.type === 'rows' ? answer.text.trimEnd().split('\n') : null;
}

const LIMIT_MS = 30_000;
const CONNECT_S = '10';

type QueryOutcome =
  | { readonly type: 'rows'; readonly text: string }
  /** Message of the server or libpq, without the password. */
  | { readonly type: 'refused'; readonly message: string };

/** Queries one database, within a transaction that only reads and is rolled back. */
type QueryDatabase = (statements: readonly string[]) => Promise<QueryOutcome>;

/** Queries by psql; secrets are variables, unseen by other users. @throws UserError: no psql. */
export function createDatabaseQuery(
  host: Host,
  address: DatabaseAddress,
  signal: AbortSignal,
): QueryDatabase {
  const file = programOnPath(host, 'psql');
  if (file === null) {
    throw new UserError({
      code: 'psql-missing',
      message: '--sql-url queries the database with psql, which is not on PATH.',
      remedy: 'Install the PostgreSQL client: apt-get install postgresql-client.',
      exitCode: EXIT.tool,
    });
  }
  return async (statements) => {
    const all = [
      'BEGIN READ ONLY',
      "SET LOCAL statement_timeout = '10s'",
      ...statements,
      'ROLLBACK',
    ];
    const { exit, stdout, stderr } = await host.processes.exec({
      file,
      args: [
        '-X',
        '-q',
        '-A',
        '-t',
        '-w',
        '-v',
        'ON_ERROR_STOP=1',
        ...all.flatMap((statement) => ['-c', statement]),
      ],
      env: {
        ...address.env,
        PGCONNECT_TIMEOUT: CONNECT_S,
        PGAPPNAME: 'perf-harness',
        PGCLIENTENCODING: 'UTF8',
        LC_ALL: 'C',
      },
      timeoutMs: LIMIT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (exit.type === 'code' && exit.code === 0) return { type: 'rows', text: stdout };
    const said = stderr.trim() === '' ? 'the database did not answer in time' : stderr.trim();
    return { type: 'refused', message: withoutSecret(said, address) };
  };
}

function withoutSecret(text: string, { password }: DatabaseAddress): string {
  // Lines after the first show the statement, or a question that adds nothing to the message.
  const [first = ''] = text.split('\n');
  const line = first.replace(/^psql: (?:error: )?/u, '').replace(/^(?:ERROR|FATAL):\s*/u, '');
  return password === null ? line : line.replaceAll(password, '***');
}
