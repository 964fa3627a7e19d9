import { randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import {
  GATE_SCHEMA,
  type GateReport,
  gateReportSchema,
} from '../model/documents/gate-document.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import { gatesFolder } from './state-folder.ts';

/** Gates of a project, one file each under `.perf-harness/gates/`. */
export function createGateStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<GateReport> {
  return createDocumentStore(host, {
    stateFolder,
    folder: gatesFolder(stateFolder),
    // Each holds every unit's raw values.
    keep: 20,
    expected: [{ noun: 'gate', identifier: GATE_SCHEMA, schema: gateReportSchema }],
    endingOf: () => randomBytes(2).toString('hex'),
    listedAs: ({ base }) => (base === null ? 'budgets alone' : `against ${base.label}`),
  });
}
