import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import type { HistoryEntry } from '../../model/documents/history-entry.ts';
import { UserError } from '../../model/user-error.ts';
import { parseVersioned } from '../parse-versioned.ts';
import { RECORD_FILE } from '../record-entry.ts';
import { ensureStateFolder, historyFolder } from '../state-folder.ts';
import { entryOf } from './entry-of.ts';

/** Ending of the files that entries are archived in, one a line. */
export const ARCHIVE_EXTENSION = '.jsonl';

/** Characters of a digest in a file's name. */
const DIGEST = 16;

/**
 * Keeps what the history says of records that are about to be removed, in a file for each month.
 * What cannot be read any more is left out.
 */
export function archiveRecords(files: Files, stateFolder: string, paths: readonly string[]): void {
  const entries = paths.flatMap((path) => {
    try {
      const record = parseVersioned(files.read(path) ?? '', path, RECORD_FILE);
      return entryOf(record) ?? [];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
  const months = Map.groupBy(entries, ({ startedAt }) => startedAt.slice(0, 7));
  for (const [month, added] of months) {
    const path = join(historyFolder(stateFolder), `expired-${month}${ARCHIVE_EXTENSION}`);
    files.writeAtomic(path, [files.read(path) ?? '', entryLines(added)]);
  }
}

/** Keeps entries from elsewhere; the same ones are the same file. */
export function archiveEntries(
  files: Files,
  stateFolder: string,
  entries: readonly HistoryEntry[],
): void {
  ensureStateFolder(files, stateFolder);
  const text = entryLines(entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST);
  const path = join(historyFolder(stateFolder), `imported-${digest}${ARCHIVE_EXTENSION}`);
  if (!files.isFile(path)) files.writeAtomic(path, text);
}

/** Entries as JSON, one a line. */
export function entryLines(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
