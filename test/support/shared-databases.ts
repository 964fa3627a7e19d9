/** Databases that all tests of a run share; test/start-shared-chromium-and-databases.ts starts them on request. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { requestServerAddress } from './shared-server-client.ts';

/** The parts of pg used here, since it has no types of its own. */
interface Client {
  readonly connect: () => Promise<void>;
  readonly query: (sql: string) => Promise<unknown>;
  readonly end: () => Promise<void>;
}

/** An empty database of the shared PostgreSQL, for a test that makes tables. */
export interface IsolatedDatabase {
  /** Folder of the server's socket. */
  readonly folder: string;
  readonly name: string;
  /** Variables by which pg, psql and similar clients find it. */
  readonly env: Readonly<Record<'PGHOST' | 'PGUSER' | 'PGDATABASE', string>>;
  readonly drop: () => Promise<void>;
}

/** An empty database of the shared MariaDB. */
export interface IsolatedMariadb {
  readonly socket: string;
  readonly name: string;
  readonly drop: () => Promise<void>;
}

/** Folder of the socket of a PostgreSQL with user `postgres`, database `postgres`, no password. */
export async function sharedPostgres(): Promise<string> {
  return dirname(await requestServerAddress('postgres'));
}

/** Returns the socket of a MariaDB that accepts any user. */
export function sharedMariadb(): Promise<string> {
  return requestServerAddress('mariadb');
}

let databases = 0;

export async function createIsolatedDatabase(): Promise<IsolatedDatabase> {
  const folder = await sharedPostgres();
  databases += 1;
  const name = `test_${process.pid}_${databases}`;
  await run(folder, `CREATE DATABASE ${name}`);
  return {
    folder,
    name,
    env: { PGHOST: folder, PGUSER: 'postgres', PGDATABASE: name },
    drop: () => run(folder, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export async function createIsolatedMariadb(): Promise<IsolatedMariadb> {
  const socket = await sharedMariadb();
  databases += 1;
  const name = `test_${process.pid}_${databases}`;
  await runInMariadb(socket, `CREATE DATABASE ${name}`);
  return { socket, name, drop: () => runInMariadb(socket, `DROP DATABASE ${name}`) };
}

async function runInMariadb(socketPath: string, sql: string): Promise<void> {
  const connection = await createConnection({ socketPath, user: 'root' });
  await connection.query(sql);
  await connection.end();
}

async function run(folder: string, sql: string): Promise<void> {
  const driver: { readonly Client: new (options: object) => Client } = createRequire(
    import.meta.url,
  )('pg');
  const client = new driver.Client({ host: folder, user: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
