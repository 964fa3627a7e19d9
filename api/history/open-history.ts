import { ensureStateFolder, historyDatabase } from '../../harness/history/project-state-folder.ts';
import { clearTables, createTables } from '../../harness/history/store/create-history-tables.ts';
import { lockHistoryFiles } from '../../harness/history/store/history-file-lock.ts';
import {
  createHistoryStore,
  type HistoryStore,
} from '../../harness/history/store/history-store.ts';
import {
  importStateFolder,
  readFolderEntries,
} from '../../harness/history/store/import-state-folder.ts';
import {
  openPostgres,
  type PostgresAddress,
  type PostgresOptions,
} from '../../harness/history/store/postgres-database.ts';
import {
  IN_MEMORY,
  isCorruptDatabase,
  openSqlite,
} from '../../harness/history/store/sqlite-database.ts';
import { readDecisions, readNotes } from '../../harness/history/store/user-notes-and-decisions.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { HistoryStorageLocation } from './history-storage-location.ts';

/** Limit of waiting for another process's rebuild, milliseconds: 10,000 runs take seconds. */
const REBUILD_MS = 60_000;

/** The history of a project, with findings about files that could not be imported. */
interface OpenHistory {
  readonly store: HistoryStore;
  readonly findings: readonly Finding[];
  /** Runs that were taken in just now. */
  readonly added: number;
}

/**
 * Opens the shared history, or the local history file, and imports new records. A corrupt file is
 * rebuilt from the records; if nothing can be written, a history in memory is used.
 * @throws UserError if the shared history cannot be reached.
 */
export async function openHistory(
  host: Host,
  { stateFolder, database }: HistoryStorageLocation,
  limits: PostgresOptions = {},
): Promise<OpenHistory> {
  if (database !== null) return inDatabase(host, stateFolder, database, limits);
  try {
    return await inFile(host, stateFolder);
  } catch (error) {
    if (!(error instanceof UserError) || !READ_ONLY.has(error.code)) throw error;
    const store = await createHistoryStore(await openSqlite(IN_MEMORY));
    return filled(host, stateFolder, store, [notKept(error)]);
  }
}

/** Runs an action on the history of a project, and closes the history even if the action throws. */
export async function withHistory<T>(
  host: Host,
  place: HistoryStorageLocation,
  action: (history: OpenHistory) => Promise<T>,
): Promise<T> {
  const history = await openHistory(host, place);
  try {
    return await action(history);
  } finally {
    await history.store.close();
  }
}

/** Returns all runs of a history by identifier; findings on unreadable state files. */
export async function readHistoryRuns(
  host: Host,
  place: HistoryStorageLocation,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly findings: readonly Finding[] }> {
  if (place.database === null) {
    const { entries, findings } = await readFolderEntries(host.files, place.stateFolder);
    return { entries: entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)), findings };
  }
  return withHistory(host, place, async ({ store, findings }) => {
    const entries: HistoryEntry[] = [];
    for await (const entry of store.entries()) entries.push(entry);
    return { entries, findings };
  });
}

/**
 * Rebuilds the store from the records and the archive: it is emptied, or removed if it cannot be
 * read. Concurrent rebuilds run one after the other.
 */
export async function rebuildHistory(
  host: Host,
  place: HistoryStorageLocation,
): Promise<OpenHistory> {
  if (place.database !== null) throw shared(place.database);
  const path = historyDatabase(place.stateFolder);
  const end = lockHistoryFiles(host.files, place.stateFolder, REBUILD_MS, '.rebuild');
  try {
    if (host.files.isFile(path)) await emptied(host, path);
    return await openHistory(host, place);
  } finally {
    end();
  }
}

async function emptied(host: Host, path: string): Promise<void> {
  try {
    const sql = await openSqlite(path);
    try {
      await createTables(sql);
      await clearTables(sql);
    } finally {
      await sql.close();
    }
  } catch (error) {
    if (!(error instanceof UserError) || !UNREADABLE.has(error.code)) throw error;
    removeStore(host, path);
  }
}

/** Error codes that mean that a store can no longer be used. */
const UNREADABLE: ReadonlySet<string> = new Set(['history-damaged', 'history-newer']);

function shared({ displayName }: PostgresAddress): UserError {
  return new UserError({
    code: 'history-shared',
    message: `The history in ${displayName} cannot be rebuilt because it holds measurements from other machines.`,
    remedy:
      'To import the contents of this folder again: perf-harness history import .perf-harness',
  });
}

/** Error codes that mean that nothing can be written there. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'history-read-only',
  'history-unreachable',
  'file-access',
  // Trends can be shown even if nothing can be stored.
  'history-disk-full',
  'disk-full',
  'history-no-locks',
]);

async function inDatabase(
  host: Host,
  stateFolder: string,
  address: PostgresAddress,
  limits: PostgresOptions,
): Promise<OpenHistory> {
  const store = await createHistoryStore(await openPostgres(address, host.files, limits));
  const opened = await filled(host, stateFolder, store, []);
  // Decisions and notes from before the shared store existed belong in it as well.
  await closedOnError(store, async () => {
    await store.addDecisions(readDecisions(host.files, stateFolder));
    await store.addNotes(readNotes(host.files, stateFolder));
  });
  return opened;
}

async function inFile(host: Host, stateFolder: string): Promise<OpenHistory> {
  ensureStateFolder(host.files, stateFolder);
  const path = historyDatabase(stateFolder);
  const open = async (): Promise<OpenHistory> =>
    filled(host, stateFolder, await createHistoryStore(await openSqlite(path)), []);
  try {
    return await open();
  } catch (error) {
    if (!isCorruptDatabase(error)) throw error;
    removeStore(host, path);
    return open();
  }
}

async function filled(
  { files }: Host,
  stateFolder: string,
  store: HistoryStore,
  told: readonly Finding[],
): Promise<OpenHistory> {
  const { added, findings } = await closedOnError(store, () =>
    importStateFolder(store, files, stateFolder),
  );
  return { store, added, findings: [...told, ...findings] };
}

async function closedOnError<T>(store: HistoryStore, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    throw error;
  }
}

function removeStore({ files }: Host, path: string): void {
  for (const file of [path, `${path}-journal`]) files.remove(file);
}

function notKept({ message }: UserError): Finding {
  return {
    id: 'history-not-kept',
    level: 'info',
    message: `${message} The history was rebuilt in memory for this command only.`,
  };
}
