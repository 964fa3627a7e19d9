import { randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import {
  GATE_SCHEMA,
  type GateReport,
  gateReportSchema,
} from '../model/documents/gate-document.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { gatesFolder } from './state-folder.ts';

/** Gates that are kept: each holds every unit's raw values. */
const KEEP = 20;

/** The gates of a project, one file each under `.perf-harness/gates/`. */
export interface GateStore extends Omit<DocumentStore<GateReport>, 'save'> {
  /** @returns The path of the file. */
  readonly save: (report: GateReport) => string;
}

export function createGateStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): GateStore {
  const store = createDocumentStore<GateReport>(host, {
    stateFolder,
    folder: gatesFolder(stateFolder),
    keep: KEEP,
    expected: [{ noun: 'gate', identifier: GATE_SCHEMA, schema: gateReportSchema }],
  });
  return {
    ...store,
    save: (report) => {
      const { base } = report;
      return store.save(
        report,
        randomBytes(2).toString('hex'),
        base === null ? 'budgets alone' : `against ${base.label}`,
      );
    },
  };
}
