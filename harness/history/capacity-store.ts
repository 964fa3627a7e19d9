import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import {
  CAPACITY_SCHEMA,
  type CapacityReport,
  capacityReportSchema,
} from '../model/documents/capacity-document.ts';
import { parseVersioned } from './parse-versioned-json.ts';
import { stateSubfolder } from './project-state-folder.ts';
import {
  type DocumentFiles,
  openDocumentFiles,
  putScalarsFirst,
} from './timestamped-json-document-files.ts';

/** Maximum number of stored searches, since each contains the raw values of every run. */
const MAX_STORED = 50;

/** Capacity searches of a project, one file each under `.perf-harness/capacities/`. */
export interface CapacityStore extends Omit<DocumentFiles, 'write' | 'pathOf'> {
  /** Writes the report atomically; called repeatedly as it grows. */
  readonly save: (report: CapacityReport) => void;
  /** Loads by identifier or path; null if there is none. @throws UserError if it is damaged. */
  readonly load: (key: string) => CapacityReport | null;
}

export function createCapacityStore(
  { files, cwd }: Pick<Host, 'files' | 'cwd'>,
  stateFolder: string,
): CapacityStore {
  const folder = stateSubfolder(stateFolder, 'capacities');
  const { pathOf, write, ...documents } = openDocumentFiles(files, {
    stateFolder,
    folder,
    keep: MAX_STORED,
  });
  return {
    ...documents,
    save: (report) => write(report.id, `${JSON.stringify(putScalarsFirst(report))}\n`),
    load: (key) => {
      const path = documents.list().includes(key) ? pathOf(key) : resolve(cwd, key);
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
