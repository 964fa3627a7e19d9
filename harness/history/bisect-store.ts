import type { Host } from '../host.ts';
import {
  BISECT_SCHEMA,
  type BisectReport,
  bisectReportSchema,
} from '../model/documents/bisect-document.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { bisectionsFolder } from './state-folder.ts';

/** Bisections of a project, one file each under `.perf-harness/bisections/`. */
export function createBisectStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<BisectReport> {
  return createDocumentStore(host, {
    stateFolder,
    folder: bisectionsFolder(stateFolder),
    // Each holds every unit's raw values.
    keep: 20,
    expected: [{ noun: 'bisection', identifier: BISECT_SCHEMA, schema: bisectReportSchema }],
    endingOf: ({ seed }) => seed.toString(16),
    listedAs: ({ good, bad }) => `${good.label} to ${bad.label}`,
  });
}
