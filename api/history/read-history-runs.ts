import { readFolderEntries } from '../../harness/history/store/import-state-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { HistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

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
