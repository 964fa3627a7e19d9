import type { PostgresAddress } from '../../harness/history/store/postgres-database.ts';
import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { readDatabaseAddress } from '../../profilers/postgres/database-address.ts';

/** Storage location of a project's history. */
export interface HistoryStorageLocation {
  /** Folder of the records, which are taken into it. */
  readonly stateFolder: string;
  /** Shared PostgreSQL; null: a file in the state folder. */
  readonly database: PostgresAddress | null;
}

/** @throws UserError if `history.url` holds or names no valid URL; never reveals its value. */
export function resolveHistoryStorageLocation(
  { env }: Pick<Host, 'env'>,
  { stateFolder, historyUrl }: Pick<Config, 'stateFolder' | 'historyUrl'>,
): HistoryStorageLocation {
  const database = historyUrl === null ? null : readDatabaseAddress(historyUrl, env, 'history.url');
  return { stateFolder, database };
}
