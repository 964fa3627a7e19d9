import { join, resolve } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { Host } from '../host.ts';
import { BASELINE_SCHEMA, baselineSchema } from '../model/documents/baseline-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import {
  REPORT_SCHEMA,
  reportSchema,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import { UserError } from '../model/user-error.ts';
import type { TrialFiles } from '../sampling/trial-artifact-files.ts';
import { type AttachedFiles, attachTrialFiles } from './attach-trial-files.ts';
import {
  findRecord,
  isLoadable,
  LATEST_KEY,
  type LoadableRecord,
  RECORD_EXTENSION,
  RECORD_FILE,
  type RecordEntry,
  readEntry,
} from './find-run-record-by-id-or-latest.ts';
import { parseVersioned } from './parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from './project-state-folder.ts';
import {
  type JournalRecovery,
  recoverAbandonedJournals,
} from './recover-abandoned-record-journals.ts';
import { beginJournal, type Journal } from './run-record-journal.ts';
import { archiveRecords, tryArchive } from './store/history-archive.ts';

/** Default maximum of records per scenario. */
const KEEP_RECORDS = 200;

/** Returns the records beyond the newest `keep` of their scenario; damaged records never expire. */
function expiredRecords(entries: readonly RecordEntry[], keep: number): readonly LoadableRecord[] {
  const counts = new Map<string, number>();
  return entries
    .filter(isLoadable)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .filter(({ scenario }) => {
      const count = (counts.get(scenario) ?? 0) + 1;
      counts.set(scenario, count);
      return count > keep;
    });
}

/** Journal through which a record is written to disk. */
export interface RecordJournal extends Journal {
  /** Stores files of trials as attachments, for as long as the record exists. */
  readonly attach: (trialFiles: readonly TrialFiles[]) => AttachedFiles;
}

/** Records of a project, one file each under `.perf-harness/runs/`. */
export interface RecordStore {
  /** Saves a record trial by trial; finishing it removes records of its scenario beyond `keep`. */
  readonly begin: (record: RunRecord) => RecordJournal;
  /** Lists all finished records, oldest first. Damaged records are listed too and do not throw. */
  readonly list: () => readonly RecordEntry[];
  /** Loads a record by identifier, its beginning, path or `latest`. @throws UserError */
  readonly load: (key: string) => RunRecord;
  /** Loads all runs of a report or baseline file; `latest`: the newest of each scenario. */
  readonly loadRuns: (key: string) => readonly RunRecord[];
  /** Removes all but the newest `keep` records of each scenario; returns removed identifiers. */
  readonly prune: (keep?: number) => readonly string[];
  /** Recovers or removes what killed commands left behind. Call it once at startup. */
  readonly recover: () => JournalRecovery;
}

export interface RecordStoreOptions {
  /** Maximum number of records per scenario. Default: 200. */
  readonly keep?: number;
  /** Checks to run on recovered records. Default none. */
  readonly checksAfter?: readonly CheckAfter[];
}

export function createRecordStore(
  { files, cwd }: Pick<Host, 'files' | 'cwd'>,
  stateFolder: string,
  options: RecordStoreOptions = {},
): RecordStore {
  const keep = options.keep ?? KEEP_RECORDS;
  const folder = stateSubfolder(stateFolder, 'runs');
  const list = (): readonly RecordEntry[] => listRecords(files, folder);
  const pathOf = (key: string): string => {
    if (!isPathKey(key)) return findRecord(list(), key).path;
    return resolve(cwd, key);
  };
  return {
    begin: (record) => {
      ensureStateFolder(files, stateFolder);
      const journal = beginJournal(files, folder, record);
      return {
        ...journal,
        attach: (trialFiles) => attachTrialFiles(files, stateFolder, record.id, trialFiles),
        finish: (finished) => {
          journal.finish(finished);
          // The new record stays, even if it looks old because the clock was set back.
          const others = listRecords(files, folder, scenarioPart(record.id))
            .filter(isLoadable)
            .filter(({ id, scenario }) => id !== record.id && scenario === record.scenario);
          removeExpired(files, stateFolder, others, keep - 1);
        },
      };
    },
    list,
    load: (key) => readRecord(files, pathOf(key)),
    loadRuns: (key) => {
      if (key === LATEST_KEY) return newestOfEach(list()).map((path) => readRecord(files, path));
      return readRuns(files, pathOf(key));
    },
    prune: (count = keep) => removeExpired(files, stateFolder, list(), count),
    recover: () => recoverAbandonedJournals(files, stateFolder, options.checksAfter ?? []),
  };
}

/** Reads one record from a file. @throws UserError naming file and damage. */
export function readRecord(files: Files, path: string): RunRecord {
  return parseVersioned(readText(files, path), path, RECORD_FILE);
}

/** Reads all runs of a file: a record, a report or a baseline. */
function readRuns(files: Files, path: string): readonly RunRecord[] {
  const text = readText(files, path);
  const start = text.slice(0, 200);
  if (start.includes(`"${REPORT_SCHEMA}"`)) {
    const expected = { noun: 'report', identifier: REPORT_SCHEMA, schema: reportSchema };
    return parseVersioned(text, path, expected).runs;
  }
  if (start.includes(`"${BASELINE_SCHEMA}"`)) {
    const expected = { noun: 'baseline', identifier: BASELINE_SCHEMA, schema: baselineSchema };
    return parseVersioned(text, path, expected).runs;
  }
  return [parseVersioned(text, path, RECORD_FILE)];
}

function readText(files: Files, path: string): string {
  const text = files.read(path);
  if (text !== null) return text;
  throw new UserError({
    code: 'record-not-found',
    message: `There is no record at ${path}.`,
    remedy: 'Pass an identifier or its prefix, "latest", or a file path.',
  });
}

function listRecords(files: Files, folder: string, part = ''): readonly RecordEntry[] {
  return files
    .list(folder)
    .filter((name) => name.endsWith(RECORD_EXTENSION) && !name.startsWith('.'))
    .filter((name) => name.includes(part))
    .map((name) => readEntry(files, join(folder, name)));
}

function newestOfEach(entries: readonly RecordEntry[]): readonly string[] {
  const newest = findRecord(entries, LATEST_KEY);
  const paths = new Map(entries.filter(isLoadable).map(({ scenario, path }) => [scenario, path]));
  return paths.size === 0 ? [newest.path] : [...paths.values()];
}

/** Returns the part that the identifiers of one scenario's records share: `-its-name-`. */
function scenarioPart(id: string): string {
  return id.slice(Math.max(0, id.indexOf('-')), id.lastIndexOf('-') + 1);
}

function removeExpired(
  files: Files,
  stateFolder: string,
  entries: readonly RecordEntry[],
  keep: number,
): readonly string[] {
  // Records that cannot be removed now are retried with the next record.
  const expired = expiredRecords(entries, keep);
  const paths = expired.map(({ path }) => path);
  if (!tryArchive(() => archiveRecords(files, stateFolder, paths))) return [];
  return expired.flatMap(({ id, path }) => {
    const attached = join(stateSubfolder(stateFolder, 'attachments'), id);
    return files.removeIfAllowed(attached) && files.removeIfAllowed(path) ? [id] : [];
  });
}

/** True if a key names a file rather than a record of the project. */
export function isPathKey(key: string): boolean {
  return /[/\\]/u.test(key) || key.endsWith(RECORD_EXTENSION);
}
