import { join } from 'node:path';
import { isKnown } from '../../harness/history/record-entry.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import { historyFolder } from '../../harness/history/state-folder.ts';
import { ARCHIVE_EXTENSION, entryLines } from '../../harness/history/store/archive.ts';
import { readEntries, takeIn } from '../../harness/history/store/take-in.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryPlace } from '../../options/history-place.ts';
import { openHistory } from './open-history.ts';

/**
 * Removes what began before a moment, for good: records, what is archived, then what the index has of
 * them. Killed on the way, the next call ends it. Comparisons and baselines stay, and so do the runs
 * of comparisons.
 * @returns how many runs the history lost.
 */
export async function pruneHistory(
  host: Host,
  place: HistoryPlace,
  before: string,
): Promise<number> {
  const { files } = host;
  const { stateFolder } = place;
  const { store } = await openHistory(host, place);
  try {
    const folder = historyFolder(stateFolder);
    for (const name of files.list(folder)) {
      if (!name.endsWith(ARCHIVE_EXTENSION) || name.startsWith('.')) continue;
      await pruneArchive(host, join(folder, name), before);
    }
    for (const record of createRecordStore(host, stateFolder).list()) {
      if (isKnown(record) && isBefore(record, before)) files.remove(record.path);
    }
    const removed = await store.forgetBefore(before);
    const { added } = await takeIn(store, files, stateFolder);
    return Math.max(0, removed - added);
  } finally {
    await store.close();
  }
}

/** As moments: texts of the same one may differ. */
function isBefore({ startedAt }: { readonly startedAt: string }, moment: string): boolean {
  return Date.parse(startedAt) < Date.parse(moment);
}

async function pruneArchive({ files }: Host, path: string, before: string): Promise<void> {
  const entries = await readEntries(files, path);
  const kept = entries.filter((entry) => !isBefore(entry, before));
  if (kept.length === entries.length) return;
  if (kept.length === 0) files.remove(path);
  else files.writeAtomic(path, entryLines(kept));
}
