import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { HistoryEntry } from '../../model/documents/history-entry.ts';
import type { RunRecord } from '../../model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  comparisonReportSchema,
} from '../../model/documents/run-report-and-comparison-document.ts';
import { UserError } from '../../model/user-error.ts';
import { RECORD_FILE } from '../find-run-record-by-id-or-latest.ts';
import { parseVersioned } from '../parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from '../project-state-folder.ts';
import { createHistoryEntry } from './create-history-entry.ts';
import { withHistoryLock } from './history-file-lock.ts';

/** Extension of archive files, with one entry per line. */
export const ARCHIVE_EXTENSION = '.jsonl';

/** Length of the digest in file names. */
const DIGEST_LENGTH = 16;

/** Name prefixes of the files to which entries are appended. */
const EXPIRED_PREFIX = 'expired-';
const MEASURED_PREFIX = 'measured-';

/** Archives the history of removed records in monthly files. @throws UserError */
export function archiveRecords(files: Files, stateFolder: string, paths: readonly string[]): void {
  archive(files, stateFolder, paths, (path) => [
    parseVersioned(files.read(path) ?? '', path, RECORD_FILE),
  ]);
}

/** Archives the history of both sides of removed comparisons. @throws UserError */
export function archiveComparisons(
  files: Files,
  stateFolder: string,
  paths: readonly string[],
): void {
  const expected = {
    noun: 'comparison',
    identifier: COMPARISON_SCHEMA,
    schema: comparisonReportSchema,
  };
  archive(
    files,
    stateFolder,
    paths,
    (path) => parseVersioned(files.read(path) ?? '', path, expected).runs,
  );
}

function archive(
  files: Files,
  stateFolder: string,
  paths: readonly string[],
  runsOf: (path: string) => readonly RunRecord[],
): void {
  if (paths.length === 0) return;
  withHistoryLock(files, stateFolder, () =>
    appendEntries(files, stateFolder, EXPIRED_PREFIX, readAll(paths, runsOf)),
  );
}

function readAll(
  paths: readonly string[],
  runsOf: (path: string) => readonly RunRecord[],
): readonly HistoryEntry[] {
  return paths.flatMap((path) => {
    try {
      return runsOf(path).flatMap((run) => createHistoryEntry(run) ?? []);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

/** Archives runs that have no record, such as those of past commits. @throws UserError */
export function archiveMeasuredRuns(
  files: Files,
  stateFolder: string,
  entries: readonly HistoryEntry[],
): void {
  withHistoryLock(files, stateFolder, () =>
    appendEntries(files, stateFolder, MEASURED_PREFIX, entries),
  );
}

function appendEntries(
  files: Files,
  stateFolder: string,
  kind: string,
  entries: readonly HistoryEntry[],
): void {
  const months = Map.groupBy(entries, ({ startedAt }) => startedAt.slice(0, 7));
  for (const [month, added] of months) {
    const path = join(
      stateSubfolder(stateFolder, 'history'),
      `${kind}${month}${ARCHIVE_EXTENSION}`,
    );
    // Appended in one write, since another command may append too. The line break first ends an
    // incomplete line of a killed command.
    const archived = files.appendLines(path);
    try {
      archived.write(`\n${serializeEntries(added).trimEnd()}`);
      // The records are removed next, which requires that this is on the disk.
      archived.flush();
    } finally {
      archived.close();
    }
  }
}

/** Archives something; false if the folder is not writable, so that nothing must be removed. */
export function tryArchive(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** True if a killed command may have left an incomplete line, whose record still exists. */
export function mayHaveIncompleteLine(path: string): boolean {
  const name = basename(path);
  return name.startsWith(EXPIRED_PREFIX) || name.startsWith(MEASURED_PREFIX);
}

/** Stores imported entries; equal entries give the same file. */
export function archiveEntries(
  files: Files,
  stateFolder: string,
  entries: readonly HistoryEntry[],
): void {
  ensureStateFolder(files, stateFolder);
  const text = serializeEntries(entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
  const path = join(
    stateSubfolder(stateFolder, 'history'),
    `imported-${digest}${ARCHIVE_EXTENSION}`,
  );
  if (!files.isFile(path)) files.writeAtomic(path, text);
}

/** Serializes entries as JSON, one per line. */
export function serializeEntries(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
