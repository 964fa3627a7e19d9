import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { DatabaseAddress } from './database-address.ts';

const LIMIT_MS = 30_000;
const CONNECT_S = '10';

export type QueryOutcome =
  | { readonly type: 'rows'; readonly text: string }
  /** Message of the server or libpq, without the password. */
  | { readonly type: 'refused'; readonly message: string };

/** Queries one database, within a transaction that only reads and is rolled back. */
export type QueryDatabase = (statements: readonly string[]) => Promise<QueryOutcome>;

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
