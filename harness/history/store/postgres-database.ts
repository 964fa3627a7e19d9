import type { Client, ClientConfig } from 'pg';
import type { Files } from '../../host/file-operations.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { describePostgresError } from './describe-postgres-error.ts';
import type { Sql, SqlRow, SqlValue } from './sql-database.ts';

/** Encodings that can store texts of every script. `SQL_ASCII` keeps bytes as they come. */
const ENCODINGS: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII']);
/** Divisor of `server_version_num` that gives the major version. */
const MAJOR = 10_000;

/** @param oldest - As `server_version_num`: 120000 is 12.0. @throws UserError */
async function requireServer(sql: Sql, oldest: number): Promise<void> {
  const [row] = await sql.all(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
  );
  if (Number(row?.number) < oldest) {
    throw new UserError({
      code: 'history-database-old',
      message: `The history cannot be stored in ${sql.place} because it is PostgreSQL ${row?.version}, but the oldest supported version is ${Math.floor(oldest / MAJOR)}.`,
      remedy: 'Set history.url to a newer server. Nothing was changed.',
      exitCode: EXIT.usage,
    });
  }
  if (ENCODINGS.has(String(row?.encoding))) return;
  throw new UserError({
    code: 'history-database-encoding',
    message: `The history cannot be stored in ${sql.place} because its encoding is ${row?.encoding}, which cannot represent every name.`,
    remedy:
      "Create a database for the history: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
    exitCode: EXIT.usage,
  });
}

/** Address of a PostgreSQL database given by the user. */
export interface PostgresAddress {
  /** For people: without user and password. */
  readonly shown: string;
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
  readonly oldest: number;
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
  oldest: 120_000,
};

/** Client's wait beyond the server's timeout, since the server names the slow part better. */
const GRACE_MS = 5_000;

/** Time that one statement over all runs may take, milliseconds. */
const LONG_MS = 1_800_000;

/** Advisory lock of writers; any number that other programs do not use. */
const LOCK = 7_365_202_628;

/** Connects to PostgreSQL. @throws UserError if that fails, or the server is too old. */
export async function openPostgres(
  address: PostgresAddress,
  files: Pick<Files, 'read'>,
  { signal, ...given }: PostgresOptions = {},
): Promise<Sql> {
  const limits = { ...LIMITS, ...given };
  const { Client: PostgresClient } = await import('pg');
  const place = address.shown;
  const client = new PostgresClient({
    ...settingsOf(address, limits),
    ssl: encryptionOf(address, files),
  });
  // A broken connection is reported by the statement that it breaks.
  client.on('error', () => {});
  signal?.addEventListener('abort', () => void client.end().catch(() => {}), { once: true });
  try {
    await told(place, () => client.connect());
    await told(place, () =>
      client.query(
        `SET statement_timeout = ${limits.statementMs}; SET lock_timeout = ${limits.lockMs}`,
      ),
    );
    const sql = overPostgres(client, place);
    await requireServer(sql, limits.oldest);
    return sql;
  } catch (error) {
    await ended(client);
    throw error;
  }
}

function overPostgres(client: Client, place: string): Sql {
  // The timeout of the client is the same for all statements, unless a transaction overrides it.
  let patience = {};
  const queryOf = (statement: string, values: readonly SqlValue[]) => ({
    text: numbered(statement),
    values: values.map(storable),
    ...patience,
  });
  const all: Sql['all'] = (statement, values = []) =>
    told(place, async () => (await client.query<SqlRow>(queryOf(statement, values))).rows);
  const rows: Sql['rows'] = (statement, values = []) =>
    told(place, async () => {
      const query = { ...queryOf(statement, values), rowMode: 'array' } as const;
      return (await client.query<SqlValue[]>(query)).rows;
    });
  const say = (statement: string): Promise<unknown> => told(place, () => client.query(statement));
  return {
    dialect: 'postgres',
    place,
    all,
    rows,
    run: async (statement, values) => {
      await all(statement, values);
    },
    transaction: async (work, pace) => {
      await say('BEGIN');
      try {
        await say(`SELECT pg_advisory_xact_lock(${LOCK})`);
        if (pace === 'long') {
          await say(`SET LOCAL statement_timeout = ${LONG_MS}`);
          patience = { query_timeout: LONG_MS + GRACE_MS };
        }
        const result = await work();
        await say('COMMIT');
        return result;
      } catch (error) {
        // A connection that is gone has ended it already.
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        patience = {};
      }
    },
    close: () => ended(client),
  };
}

/** Replaces each `?` by a numbered PostgreSQL parameter; our string literals have no `?`. */
function numbered(statement: string): string {
  let number = 0;
  return statement.replaceAll('?', () => {
    number += 1;
    return `$${number}`;
  });
}

/** Replaces NUL, which PostgreSQL text cannot contain. */
function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

function settingsOf({ env }: PostgresAddress, limits: PostgresLimits): ClientConfig {
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
function encryptionOf(
  { env, shown }: PostgresAddress,
  files: Pick<Files, 'read'>,
): Exclude<ClientConfig['ssl'], boolean | undefined> | false {
  const { PGSSLMODE: mode, PGSSLROOTCERT: ca, PGSSLCERT: cert, PGSSLKEY: key } = env;
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full') return false;
  const read = (path: string): string => files.read(path) ?? missing(path, shown);
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

async function ended(client: Client): Promise<void> {
  // Do not wait for an unresponsive server.
  await Promise.race([
    client.end().catch(() => {}),
    new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref()),
  ]);
}

async function told<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw describePostgresError(error, place) ?? error;
  }
}
