import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import {
  CAPACITY_SCHEMA,
  type CapacityReport,
  capacityReportSchema,
} from '../model/documents/capacity-document.ts';
import { parseVersioned } from './parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from './project-state-folder.ts';
import {
  type DocumentHead,
  nextTimestamp,
  openDocumentFiles,
  putScalarsFirst,
  removeOldFiles,
} from './timestamped-json-document-files.ts';

/** Maximum number of stored searches, since each contains the raw values of every run. */
const MAX_STORED = 50;

/** Capacity searches of a project, one file each under `.perf-harness/capacities/`. */
export interface CapacityStore {
  /** Returns the start time of a new search, so that its identifier sorts after all others. */
  readonly nextStart: (now: Date) => Date;
  /** Writes the report atomically; called repeatedly as it grows. */
  readonly save: (report: CapacityReport) => void;
  /** Loads by identifier or path; null if there is none. @throws UserError if it is damaged. */
  readonly load: (key: string) => CapacityReport | null;
  /** Returns the values of a search that lists show. */
  readonly head: (id: string) => DocumentHead;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
}

export function createCapacityStore(
  { files, cwd }: Pick<Host, 'files' | 'cwd'>,
  stateFolder: string,
): CapacityStore {
  const folder = stateSubfolder(stateFolder, 'capacities');
  const { pathOf, list, head } = openDocumentFiles(files, folder);
  return {
    list,
    head,
    nextStart: (now) => nextTimestamp(now, list()),
    save: (report) => {
      ensureStateFolder(files, stateFolder, folder);
      files.writeAtomic(pathOf(report.id), `${JSON.stringify(putScalarsFirst(report))}\n`);
      removeOldFiles(files, list().map(pathOf), MAX_STORED, pathOf(report.id));
    },
    load: (key) => {
      const path = list().includes(key) ? pathOf(key) : resolve(cwd, key);
      if (!files.isFile(path)) return null;
      const text = files.read(path) ?? '';
      // Other records are recognized by their own schema.
      if (!text.slice(0, 200).includes(`"${CAPACITY_SCHEMA}"`)) return null;
      return parseVersioned(text, path, {
        noun: 'capacity search',
        identifier: CAPACITY_SCHEMA,
        schema: capacityReportSchema,
      });
    },
  };
}
