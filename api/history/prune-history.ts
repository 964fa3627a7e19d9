import { join } from 'node:path';
import { startedBefore } from '../../harness/history/check-run-start-time-plausibility.ts';
import { isLoadable } from '../../harness/history/find-run-record-by-id-or-latest.ts';
import { stateSubfolder } from '../../harness/history/project-state-folder.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import {
  ARCHIVE_EXTENSION,
  serializeEntries,
} from '../../harness/history/store/history-archive.ts';
import { lockHistoryFiles } from '../../harness/history/store/history-file-lock.ts';
import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import {
  importStateFolder,
  readEntryLines,
} from '../../harness/history/store/import-state-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** Runs before this time, ISO 8601, are in the past: one limit for all, or one per scenario. */
export type PruneCutoff = string | ReadonlyMap<string, string>;

/**
 * Permanently removes runs that started before a given time: records, archive, then the index. If
 * it is killed, the next call completes it. Comparisons with their runs, and baselines, are kept.
 * @returns Number of runs removed from the history.
 */
export function pruneHistory(
  host: Host,
  place: HistoryStorageLocation,
  before: string,
): Promise<number> {
  return withHistory(host, place, ({ store }) =>
    pruneHistoryStore(host, place.stateFolder, store, before),
  );
}

/** The same in a history that is open. */
export async function pruneHistoryStore(
  host: Host,
  stateFolder: string,
  store: HistoryStore,
  limit: PruneCutoff,
): Promise<number> {
  const { files } = host;
  // Locked, since runs that expire meanwhile would be appended to an archive that is being
  // rewritten.
  const endTurn = lockHistoryFiles(files, stateFolder);
  try {
    const folder = stateSubfolder(stateFolder, 'history');
    for (const name of files.list(folder)) {
      if (!name.endsWith(ARCHIVE_EXTENSION) || name.startsWith('.')) continue;
      await pruneArchive(host, join(folder, name), limit);
    }
    for (const record of createRecordStore(host, stateFolder).list()) {
      if (isLoadable(record) && isPast(record, limit)) files.remove(record.path);
    }
  } finally {
    endTurn();
  }
  const removed = await forget(store, limit);
  const { added } = await importStateFolder(store, files, stateFolder);
  return Math.max(0, removed - added);
}

async function forget(store: HistoryStore, limit: PruneCutoff): Promise<number> {
  if (typeof limit === 'string') return store.forgetBefore(limit);
  let removed = 0;
  for (const [scenario, moment] of limit) removed += await store.forgetBefore(moment, scenario);
  return removed;
}

function isPast(
  { scenario, startedAt }: { readonly scenario: string; readonly startedAt: string },
  limit: PruneCutoff,
): boolean {
  const moment = typeof limit === 'string' ? limit : limit.get(scenario);
  return moment !== undefined && startedBefore({ startedAt }, moment);
}

async function pruneArchive({ files }: Host, path: string, limit: PruneCutoff): Promise<void> {
  const entries = await readEntryLines(files, path);
  const kept = entries.filter((entry) => !isPast(entry, limit));
  if (kept.length === entries.length) return;
  if (kept.length === 0) files.remove(path);
  else files.writeAtomic(path, serializeEntries(kept));
}
