import { resolve } from 'node:path';
import { findClockProblems } from '../../harness/history/check-run-start-time-plausibility.ts';
import { readStoredComparison } from '../../harness/history/read-stored-comparison.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import { ARCHIVE_EXTENSION, archiveEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import {
  createHistoryEntries,
  readEntryLines,
  readFolderEntries,
} from '../../harness/history/store/import-state-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { COMPARISON_SCHEMA } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { HistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** Result of an import. */
interface ImportedHistory {
  /** Runs that were read. */
  readonly read: number;
  /** Number of them that are new to the history. */
  readonly added: number;
  readonly findings: readonly Finding[];
}

/** Bytes at the start of a file that identify its type. */
const HEAD = 400;
/** Number of runs added to a shared store in one batch. */
const BATCH = 200;

/**
 * Imports exports, records, reports, baselines, comparisons and whole state folders into the
 * history. All are read before anything is stored; duplicate runs count once. @throws UserError for
 * the first path that cannot be read.
 */
export async function importIntoHistory(
  host: Host,
  place: HistoryStorageLocation,
  paths: readonly string[],
): Promise<ImportedHistory> {
  const { stateFolder } = place;
  const entries = new Map<string, HistoryEntry>();
  const told: Finding[] = [];
  for (const path of paths.map((path) => resolve(host.cwd, path))) {
    const found = await readPath(host, stateFolder, path);
    for (const entry of found.entries) entries.set(entry.id, entry);
    told.push(...found.findings);
  }
  if (entries.size === 0) throw nothingIn(paths);
  told.push(...findClockProblems([...entries.values()], host.clock.now()));
  // Local runs not yet in the history must not be counted as imported.
  const shared = await withHistory(host, place, async ({ store, findings }) => {
    if (place.database === null) return null;
    return { added: await addTo(store, [...entries.values()]), findings };
  });
  if (shared === null) archiveEntries(host.files, stateFolder, [...entries.values()]);
  const { added, findings } = shared ?? (await withHistory(host, place, async (taken) => taken));
  return { read: entries.size, added, findings: [...told, ...findings] };
}

/** Adds entries in batches, so others wait only briefly; after an interrupt the rest is new. */
async function addTo(store: HistoryStore, entries: readonly HistoryEntry[]): Promise<number> {
  let added = 0;
  for (let at = 0; at < entries.length; at += BATCH) {
    added += await store.add(entries.slice(at, at + BATCH));
  }
  return added;
}

async function readPath(
  host: Host,
  stateFolder: string,
  path: string,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly findings: readonly Finding[] }> {
  const { files } = host;
  if (files.isFolder(path)) return readFolderEntries(files, path);
  if (path.endsWith(ARCHIVE_EXTENSION) || path.endsWith(`${ARCHIVE_EXTENSION}.gz`)) {
    if (!files.isFile(path)) throw notThere(path);
    return { entries: await readEntryLines(files, path), findings: [] };
  }
  const head = files.readEnds(path, HEAD)?.head ?? '';
  const runs = head.includes(`"${COMPARISON_SCHEMA}"`)
    ? (await readStoredComparison(files, path)).runs
    : createRecordStore(host, stateFolder).loadRuns(path);
  return { entries: createHistoryEntries(runs), findings: [] };
}

const TAKEN = 'Pass records, state folders, or files written by `perf-harness history export`.';

function notThere(path: string): UserError {
  return new UserError({
    code: 'history-file',
    message: `The file ${path} does not exist.`,
    remedy: TAKEN,
  });
}

function nothingIn(paths: readonly string[]): UserError {
  return new UserError({
    code: 'history-nothing',
    message: `There are no runs with measurements in ${paths.join(', ')}.`,
    remedy: TAKEN,
  });
}
