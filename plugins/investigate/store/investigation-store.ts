import { join } from 'node:path';
import { didYouMean, EXIT, type Files, storage, UserError } from 'perf-harness/plugin';
import {
  INVESTIGATION_SCHEMA,
  type InvestigationReport,
  investigationReportSchema,
} from '../document/investigation-document.ts';

/** Investigation in a list; if damaged, with the problem. */
export type InvestigationEntry =
  | { readonly state: 'kept'; readonly id: string; readonly report: InvestigationReport }
  | { readonly state: 'damaged'; readonly id: string; readonly problem: string };

/** Investigations of a project, each in a folder under `.perf-harness/investigations/`. */
export interface InvestigationStore {
  /** Folder of the investigations, absolute. */
  readonly folder: string;
  /** Newest first, by their start; damaged investigations last. */
  readonly list: () => readonly InvestigationEntry[];
  /**
   * Loads an investigation by identifier, by a unique prefix, or the newest (null).
   * @throws UserError where there is none, or its report cannot be used.
   */
  readonly load: (key: string | null) => InvestigationReport;
  /**
   * Runs a read-modify-write operation under a lock that other processes share.
   * @throws UserError where another process takes longer than ten seconds.
   */
  readonly inTurn: <T>(work: () => T) => T;
}

/** Folder of investigations below the folder of the state. */
export const INVESTIGATIONS_FOLDER = 'investigations';

const REPORT = 'report.json';

export function createInvestigationStore(
  files: Pick<Files, 'list' | 'isFolder' | 'read' | 'makeFolder'>,
  stateFolder: string,
): InvestigationStore {
  const folder = join(stateFolder, INVESTIGATIONS_FOLDER);
  const ids = (): readonly string[] =>
    files
      .list(folder)
      .filter((name) => !name.startsWith('.') && files.isFolder(join(folder, name)));
  const read = (id: string): InvestigationReport => {
    const path = join(folder, id, REPORT);
    const text = files.read(path);
    if (text === null) throw withoutReport(join(folder, id));
    const report = storage.parseVersioned(text, path, {
      noun: 'investigation',
      identifier: INVESTIGATION_SCHEMA,
      schema: investigationReportSchema,
      exitCode: EXIT.baseline,
    });
    // A copied or renamed folder is identified by its own name, and is written under that name.
    return { ...report, id };
  };
  const list = (): readonly InvestigationEntry[] =>
    ids()
      .map((id) => entryOf(id, read))
      .toSorted((a, b) => begunAt(b).localeCompare(begunAt(a)) || b.id.localeCompare(a.id));
  return {
    folder,
    list,
    inTurn: (work) => {
      const what = `The data in ${folder}`;
      const end = storage.acquireFileLock(files, { folder, what, code: 'investigation-locked' });
      try {
        return work();
      } finally {
        end();
      }
    },
    load: (key) => {
      if (key !== null) return read(findId(ids(), key));
      const [newest] = list();
      if (newest === undefined) throw none();
      return newest.state === 'kept' ? newest.report : read(newest.id);
    },
  };
}

function entryOf(id: string, read: (id: string) => InvestigationReport): InvestigationEntry {
  try {
    return { state: 'kept', id, report: read(id) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: 'damaged', id, problem: error.message };
  }
}

function begunAt(entry: InvestigationEntry): string {
  return entry.state === 'kept' ? entry.report.incident.started_at : '';
}

/** Only names that are in the folder are ever part of a path. */
function findId(ids: readonly string[], key: string): string {
  if (ids.includes(key)) return key;
  const fitting = key === '' ? [] : ids.filter((id) => id.startsWith(key));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (ids.length === 0) throw none();
  throw new UserError({
    code: 'investigation-not-found',
    message:
      only === undefined
        ? `There is no investigation "${key}".${didYouMean(key, ids)}`
        : `"${key}" could be ${fitting.slice(0, 5).join(' or ')}.`,
    remedy: 'List the investigations: perf-harness investigate list',
    exitCode: EXIT.baseline,
  });
}

function none(): UserError {
  return new UserError({
    code: 'investigation-not-found',
    message: 'No investigation is stored in this project.',
    remedy: 'Start an investigation: perf-harness investigate --since 4h --logs access.log',
    exitCode: EXIT.baseline,
  });
}

function withoutReport(folder: string): UserError {
  return new UserError({
    code: 'investigation-damaged',
    message: `The investigation in ${folder} has no ${REPORT}: it was interrupted, or the file was removed.`,
    remedy: 'Restore the file from a copy, or remove the folder and investigate again.',
    exitCode: EXIT.baseline,
  });
}
