import { ensureStateFolder, historyDatabase } from '../../harness/history/state-folder.ts';
import {
  createHistoryStore,
  type HistoryStore,
} from '../../harness/history/store/history-store.ts';
import { IN_MEMORY, isDamaged, openSqlite } from '../../harness/history/store/sqlite.ts';
import { takeIn } from '../../harness/history/store/take-in.ts';
import type { Host } from '../../harness/host.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** The history of a project, with what could not be taken into it. */
export interface OpenHistory {
  readonly store: HistoryStore;
  readonly findings: readonly Finding[];
  /** Runs that were taken in just now. */
  readonly added: number;
}

/**
 * Opens the history beside the records and takes in what is new. A store that is damaged is made
 * anew from the records; where nothing can be written, one in memory takes its place.
 */
export async function openHistory(host: Host, stateFolder: string): Promise<OpenHistory> {
  const path = historyDatabase(stateFolder);
  try {
    return await filled(host, stateFolder, await openFile(host, stateFolder, path), []);
  } catch (error) {
    if (!(error instanceof UserError) || !READ_ONLY.has(error.code)) throw error;
    const store = await createHistoryStore(await openSqlite(IN_MEMORY));
    return filled(host, stateFolder, store, [notKept(error)]);
  }
}

/** Removes the store and makes it again from the records and the archive. */
export async function rebuildHistory(host: Host, stateFolder: string): Promise<OpenHistory> {
  removeStore(host, historyDatabase(stateFolder));
  return openHistory(host, stateFolder);
}

/** Codes of errors that say that nothing can be written there. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'history-read-only',
  'history-unreachable',
  'not-writable',
]);

async function openFile(host: Host, stateFolder: string, path: string): Promise<HistoryStore> {
  ensureStateFolder(host.files, stateFolder);
  try {
    return await createHistoryStore(await openSqlite(path));
  } catch (error) {
    if (!isDamaged(error)) throw error;
    removeStore(host, path);
    return createHistoryStore(await openSqlite(path));
  }
}

async function filled(
  { files }: Host,
  stateFolder: string,
  store: HistoryStore,
  told: readonly Finding[],
): Promise<OpenHistory> {
  const { added, findings } = await takeIn(store, files, stateFolder);
  return { store, added, findings: [...told, ...findings] };
}

function removeStore({ files }: Host, path: string): void {
  for (const file of [path, `${path}-journal`]) files.remove(file);
}

function notKept({ message }: UserError): Finding {
  return {
    id: 'history-not-kept',
    level: 'info',
    message: `${message} It was made anew in memory for this once.`,
  };
}
