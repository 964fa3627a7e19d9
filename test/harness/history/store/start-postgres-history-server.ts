import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHistoryStore } from '../../../../harness/history/store/history-store.ts';
import {
  openPostgres,
  type PostgresAddress,
  type PostgresLimits,
} from '../../../../harness/history/store/postgres-database.ts';
import { createHost } from '../../../../harness/host.ts';
import { startPostgres } from '../../../support/database-servers.ts';
import { createEmptyFolder, files } from './open-test-history-store.ts';

/** Starts a team's server: `postgres` needs no password, all other roles need theirs. */
export async function startPasswordPostgres() {
  const folder = createEmptyFolder();
  chmodSync(folder, 0o755);
  const doors = join(folder, 'pg_hba.conf');
  writeFileSync(doors, 'local all postgres trust\nlocal all all scram-sha-256\n');
  const server = await startPostgres(createHost(), undefined, {
    settings: [`hba_file=${doors}`],
    isUtf8: true,
  });
  let number = 0;
  const addressOf = (changes: Readonly<Record<string, string>> = {}): PostgresAddress => ({
    displayName: 'db.example:5432/history',
    env: { PGHOST: dirname(server.socket), PGUSER: 'postgres', PGDATABASE: 'postgres', ...changes },
  });
  const ask = async (statement: string): Promise<void> => {
    const sql = await openPostgres(addressOf(), files);
    try {
      await sql.run(statement);
    } finally {
      await sql.close();
    }
  };
  return {
    stop: server.stop,
    addressOf,
    ask,
    /** Returns the URL of a database, as in a configuration. */
    urlOf: (database: string) =>
      `postgresql:///${database}?host=${encodeURIComponent(dirname(server.socket))}&user=postgres`,
    /** Creates an empty database. @returns its name. */
    emptyDatabase: async (): Promise<string> => {
      number += 1;
      const name = `history_${number}`;
      await ask(`CREATE DATABASE ${name}`);
      return name;
    },
  };
}

export async function openPostgresHistoryStore(
  address: PostgresAddress,
  limits: Partial<PostgresLimits> = {},
) {
  return createHistoryStore(await openPostgres(address, files, limits));
}
