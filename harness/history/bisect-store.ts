import type { Host } from '../host.ts';
import {
  BISECT_SCHEMA,
  type BisectReport,
  bisectReportSchema,
} from '../model/documents/bisect-document.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { bisectionsFolder } from './state-folder.ts';

/** Bisections that are kept: each holds every unit's raw values. */
const KEEP = 20;

/** The bisections of a project, one file each under `.perf-harness/bisections/`. */
export interface BisectStore extends Omit<DocumentStore<BisectReport>, 'save'> {
  /** @returns The path of the file. */
  readonly save: (report: BisectReport) => string;
}

export function createBisectStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): BisectStore {
  const folder = bisectionsFolder(stateFolder);
  const expected = { noun: 'bisection', identifier: BISECT_SCHEMA, schema: bisectReportSchema };
  const store = createDocumentStore<BisectReport>(host, {
    stateFolder,
    folder,
    keep: KEEP,
    expected: [expected],
  });
  return {
    ...store,
    save: (report) => {
      const { good, bad, seed } = report;
      return store.save(report, seed.toString(16), `${good.label} to ${bad.label}`);
    },
  };
}
