import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Files } from '../../host/file-operations.ts';
import { type HistoryEntry, historyEntrySchema } from '../../model/documents/history-entry.ts';
import type { RunRecord } from '../../model/documents/run-record.ts';
import type { Finding } from '../../model/finding.ts';
import { UserError } from '../../model/user-error.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import { RECORD_EXTENSION } from '../find-run-record-by-id-or-latest.ts';
import { stateSubfolder } from '../project-state-folder.ts';
import { readStoredComparison } from '../read-stored-comparison.ts';
import { readRecord } from '../run-record-store.ts';
import { createHistoryEntry } from './create-history-entry.ts';
import { ARCHIVE_EXTENSION, mayHaveIncompleteLine } from './history-archive.ts';
import type { HistoryStore } from './history-store.ts';

/** Files read before their runs are added, which bounds the memory. */
const FILES_PER_BATCH = 200;
/** Files read before yielding to other tasks. */
const FILES_BETWEEN_YIELDS = 5;
/** Bytes at either end by which a change of a file is detected. */
const FINGERPRINT_BYTES = 2_048;

/** File of the state folder that contains runs. */
interface Source {
  readonly name: string;
  /** Changes with the content; empty for files that are written once. */
  readonly version: string;
  readonly read: () => Promise<readonly HistoryEntry[]>;
}

/**
 * Imports what the state folder contains and the store lacks: records, both sides of comparisons,
 * and imported or archived runs. Each file is read once. If killed at any point, the next call
 * continues, since existing runs are ignored.
 * @returns A finding for each file that could not be read.
 */
export async function importStateFolder(
  store: HistoryStore,
  files: Files,
  stateFolder: string,
): Promise<{ readonly added: number; readonly findings: readonly Finding[] }> {
  const imported = await store.sources();
  const pending = listSources(files, stateFolder).filter(
    ({ name, version }) => imported.get(name) !== version,
  );
  const findings: Finding[] = [];
  let added = 0;
  for (let at = 0; at < pending.length; at += FILES_PER_BATCH) {
    const batch = pending.slice(at, at + FILES_PER_BATCH);
    const read: Source[] = [];
    const entries: HistoryEntry[] = [];
    for (const [index, source] of batch.entries()) {
      // Yields to requests for pages.
      if (index % FILES_BETWEEN_YIELDS === 0) await setImmediate();
      const found = await readOrReport(source, findings);
      if (found === null) continue;
      entries.push(...found);
      read.push(source);
    }
    added += await store.add(entries);
    await store.addSources(new Map(read.map(({ name, version }) => [name, version])));
  }
  return { added, findings };
}

/** Reads all runs in a state folder, each once, with findings on unreadable parts. */
export async function readFolderEntries(
  files: Files,
  stateFolder: string,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly findings: readonly Finding[] }> {
  const entries = new Map<string, HistoryEntry>();
  const findings: Finding[] = [];
  for (const source of listSources(files, stateFolder)) {
    for (const entry of (await readOrReport(source, findings)) ?? []) {
      // As in the store, the first entry of an identifier counts.
      if (!entries.has(entry.id)) entries.set(entry.id, entry);
    }
  }
  return { entries: [...entries.values()], findings };
}

/** Reads a source; adds a finding and returns null if it cannot be read. */
async function readOrReport(
  source: Source,
  findings: Finding[],
): Promise<readonly HistoryEntry[] | null> {
  try {
    return await source.read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    findings.push(unreadableFinding(error));
    return null;
  }
}

export function createHistoryEntries(runs: readonly RunRecord[]): readonly HistoryEntry[] {
  return runs.flatMap((run) => createHistoryEntry(run) ?? []);
}

function listSources(files: Files, stateFolder: string): readonly Source[] {
  const inFolder = (folder: string, extension: string): readonly string[] =>
    files
      .list(folder)
      .filter((name) => name.endsWith(extension) && !name.startsWith('.'))
      .map((name) => join(folder, name));
  const records = inFolder(stateSubfolder(stateFolder, 'runs'), RECORD_EXTENSION).map((path) => ({
    name: `runs/${basename(path)}`,
    version: '',
    read: async () => createHistoryEntries([readRecord(files, path)]),
  }));
  const comparisons = inFolder(stateSubfolder(stateFolder, 'comparisons'), '.json').map((path) => ({
    name: `comparisons/${basename(path)}`,
    version: fingerprintEnds(files, path),
    read: async () => createHistoryEntries((await readStoredComparison(files, path)).runs),
  }));
  const archived = inFolder(stateSubfolder(stateFolder, 'history'), ARCHIVE_EXTENSION).map(
    (path) => ({
      ...archiveSourceName(basename(path), fingerprintEnds(files, path)),
      read: () => readEntryLines(files, path),
    }),
  );
  return [...records, ...comparisons, ...archived];
}

/** Names an archive in the store; by content too, as machines that share a store reuse names. */
function archiveSourceName(file: string, version: string): Pick<Source, 'name' | 'version'> {
  const name = `history/${file}`;
  return mayHaveIncompleteLine(file) ? { name: `${name} ${version}`, version } : { name, version };
}

function fingerprintEnds(files: Files, path: string): string {
  const ends = files.readEnds(path, FINGERPRINT_BYTES);
  return createHash('sha256').update(JSON.stringify(ends)).digest('hex').slice(0, 16);
}

/** Reads entries, one per line. @throws UserError that names file and line. */
export async function readEntryLines(files: Files, path: string): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let number = 0;
  try {
    for await (const line of files.readLines(path)) {
      number += 1;
      if (line.trim() === '') continue;
      const value = tryParseJson(line);
      if (value === undefined && mayHaveIncompleteLine(path)) continue;
      const entry = historyEntrySchema.safeParse(value);
      if (!entry.success) throw notAnEntry(path, number);
      entries.push(entry.data);
    }
  } catch (error) {
    throw error instanceof UserError ? error : incompletelyRead(path, error);
  }
  return entries;
}

function incompletelyRead(path: string, error: unknown): UserError {
  return new UserError({
    code: 'history-file',
    message: `${path} cannot be read completely: ${error instanceof Error ? error.message : error}.`,
    remedy: 'Pass another file, or restore this file from a backup.',
    cause: error,
  });
}

function notAnEntry(path: string, line: number): UserError {
  return new UserError({
    code: 'history-entry',
    message: `Line ${line} of ${path} is not a history entry, or was written by a newer perf-harness.`,
    remedy: 'Pass files written by `perf-harness history export`, records, or state folders.',
  });
}

function unreadableFinding({ message, remedy }: UserError): Finding {
  return {
    id: 'history-left-out',
    level: 'warning',
    message: `Omitted from the history: ${message}`,
    ...(remedy !== undefined && { remedy }),
  };
}
