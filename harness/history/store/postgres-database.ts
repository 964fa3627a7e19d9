import type { Client, ClientConfig } from 'pg';
import type { Files } from '../../host/file-operations.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { describePostgresError } from './describe-postgres-error.ts';
import type { Sql, SqlRow, SqlValue } from './sql-database.ts';

/** Encodings that can store texts of every script. `SQL_ASCII` keeps bytes as they come. */
const ENCODINGS: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII']);
/** Divisor of `server_version_num` that gives the major version. */
const MAJOR_VERSION_DIVISOR = 10_000;

/**
 * Checks version and encoding of the server. @throws UserError
 * @param minVersion - As `server_version_num`: 120000 is 12.0.
 */
async function requireServer(sql: Sql, minVersion: number): Promise<void> {
  const [row] = await sql.all(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
  );
  if (Number(row?.number) < minVersion) {
    throw new UserError({
      code: 'history-database-old',
      message: `The history cannot be stored in ${sql.location} because it is PostgreSQL ${row?.version}, but the oldest supported version is ${Math.floor(minVersion / MAJOR_VERSION_DIVISOR)}.`,
      remedy: 'Set history.url to a newer server. Nothing was changed.',
      exitCode: EXIT.usage,
    });
  }
  if (ENCODINGS.has(String(row?.encoding))) return;
  throw new UserError({
    code: 'history-database-encoding',
    message: `The history cannot be stored in ${sql.location} because its encoding is ${row?.encoding}, which cannot represent every name.`,
    remedy:
      "Create a database for the history: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
    exitCode: EXIT.usage,
  });
}

/** Address of a PostgreSQL database given by the user. */
export interface PostgresAddress {
  /** For messages, without user and password. */
  readonly displayName: string;
  /** Connection settings as variables of libpq: `PGHOST`, `PGPASSWORD`, `PGSSLMODE` and others. */
  readonly env: Readonly<Record<string, string>>;
}

/** Timeouts, milliseconds, and the oldest supported version. */
export interface PostgresLimits {
  readonly connectMs: number;
  readonly statementMs: number;
  /** Longest wait for another writer. */
  readonly lockMs: number;
  /** Oldest version of the server, as `server_version_num`. */
  readonly minVersion: number;
}

/** Overrides of the default limits, and a signal that closes the connection. */
export interface PostgresOptions extends Partial<PostgresLimits> {
  readonly signal?: AbortSignal;
}

const LIMITS: PostgresLimits = {
  connectMs: 5_000,
  statementMs: 30_000,
  lockMs: 20_000,
  // The oldest version that by default returns numbers exactly as they were written.
  minVersion: 120_000,
};

/** Time by which the client's timeout exceeds the server's, whose message is better. */
const GRACE_MS = 5_000;

/** Timeout of statements over all runs, milliseconds. */
const LONG_MS = 1_800_000;

/** Number of the writers' advisory lock; arbitrary, but unlikely to be used by other programs. */
const LOCK = 7_365_202_628;

/** Connects to PostgreSQL. @throws UserError if that fails, or the server is too old. */
export async function openPostgres(
  address: PostgresAddress,
  files: Pick<Files, 'read'>,
  { signal, ...overrides }: PostgresOptions = {},
): Promise<Sql> {
  const limits = { ...LIMITS, ...overrides };
  const { Client: PostgresClient } = await import('pg');
  const place = address.displayName;
  const client = new PostgresClient({
    ...clientConfig(address, limits),
    ssl: tlsConfig(address, files),
  });
  // A broken connection is reported by the failing statement.
  client.on('error', () => {});
  signal?.addEventListener('abort', () => void client.end().catch(() => {}), { once: true });
  try {
    await withDescribedErrors(place, () => client.connect());
    await withDescribedErrors(place, () =>
      client.query(
        `SET statement_timeout = ${limits.statementMs}; SET lock_timeout = ${limits.lockMs}`,
      ),
    );
    const sql = createSql(client, place);
    await requireServer(sql, limits.minVersion);
    return sql;
  } catch (error) {
    await endConnection(client);
    throw error;
  }
}

function createSql(client: Client, location: string): Sql {
  // A transaction may override the client's timeout for its statements.
  let timeoutOverride = {};
  const queryOf = (statement: string, values: readonly SqlValue[]) => ({
    text: numberPlaceholders(statement),
    values: values.map(withoutNul),
    ...timeoutOverride,
  });
  const all: Sql['all'] = (statement, values = []) =>
    withDescribedErrors(
      location,
      async () => (await client.query<SqlRow>(queryOf(statement, values))).rows,
    );
  const rows: Sql['rows'] = (statement, values = []) =>
    withDescribedErrors(location, async () => {
      const query = { ...queryOf(statement, values), rowMode: 'array' } as const;
      return (await client.query<SqlValue[]>(query)).rows;
    });
  const execute = (statement: string): Promise<unknown> =>
    withDescribedErrors(location, () => client.query(statement));
  return {
    dialect: 'postgres',
    location,
    all,
    rows,
    run: async (statement, values) => {
      await all(statement, values);
    },
    transaction: async (work, pace) => {
      await execute('BEGIN');
      try {
        await execute(`SELECT pg_advisory_xact_lock(${LOCK})`);
        if (pace === 'long') {
          await execute(`SET LOCAL statement_timeout = ${LONG_MS}`);
          timeoutOverride = { query_timeout: LONG_MS + GRACE_MS };
        }
        const result = await work();
        await execute('COMMIT');
        return result;
      } catch (error) {
        // A closed connection has rolled back already.
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        timeoutOverride = {};
      }
    },
    close: () => endConnection(client),
  };
}

/** Replaces each `?` by a numbered PostgreSQL parameter; no string literal here has a `?`. */
function numberPlaceholders(statement: string): string {
  let number = 0;
  return statement.replaceAll('?', () => {
    number += 1;
    return `$${number}`;
  });
}

/** Replaces NUL, which PostgreSQL text cannot contain. */
function withoutNul(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

function clientConfig({ env }: PostgresAddress, limits: PostgresLimits): ClientConfig {
  const { PGHOST: host, PGPORT: port, PGUSER: user, PGPASSWORD: password } = env;
  const { PGDATABASE: database } = env;
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    application_name: 'perf-harness',
    connectionTimeoutMillis: limits.connectMs,
    query_timeout: Math.max(limits.statementMs, limits.lockMs) + GRACE_MS,
    keepAlive: true,
  };
}

/** Returns libpq's encryption for each `sslmode`; none for modes in which it would try both. */
function tlsConfig(
  { env, displayName }: PostgresAddress,
  files: Pick<Files, 'read'>,
): Exclude<ClientConfig['ssl'], boolean | undefined> | false {
  const { PGSSLMODE: mode, PGSSLROOTCERT: ca, PGSSLCERT: cert, PGSSLKEY: key } = env;
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full') return false;
  const read = (path: string): string => files.read(path) ?? missing(path, displayName);
  return {
    ...(ca !== undefined && ca !== 'system' && { ca: read(ca) }),
    ...(cert !== undefined && { cert: read(cert) }),
    ...(key !== undefined && { key: read(key) }),
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

function missing(path: string, place: string): never {
  throw new UserError({
    code: 'history-database-certificate',
    message: `The history in ${place} cannot be used: the file ${path}, which history.url names, does not exist.`,
    remedy: 'Use absolute paths for certificates and keys in history.url.',
    exitCode: EXIT.usage,
  });
}

async function endConnection(client: Client): Promise<void> {
  // Limited, since the server may not respond.
  await Promise.race([
    client.end().catch(() => {}),
    new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref()),
  ]);
}

async function withDescribedErrors<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw describePostgresError(error, place) ?? error;
  }
}
