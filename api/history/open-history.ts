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
  try {
    return await inFile(host, stateFolder);
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
  'file-access',
]);

async function inFile(host: Host, stateFolder: string): Promise<OpenHistory> {
  ensureStateFolder(host.files, stateFolder);
  const path = historyDatabase(stateFolder);
  const open = async (): Promise<OpenHistory> =>
    filled(host, stateFolder, await createHistoryStore(await openSqlite(path)), []);
  try {
    return await open();
  } catch (error) {
    if (!isDamaged(error)) throw error;
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
  try {
    const { added, findings } = await takeIn(store, files, stateFolder);
    return { store, added, findings: [...told, ...findings] };
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
    message: `${message} It was made anew in memory for this once.`,
  };
}
