/** Run records, with their stores and judgments. */
export { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
export { combineRuns } from '../../harness/gate/combine-run-records-into-run-report.ts';
export { exitCodeFor } from '../../harness/gate/exit-code-for-report.ts';
export { createComparisonStore } from '../../harness/history/comparison-store.ts';
export {
  isLoadable,
  type LoadableRecord,
  readEntry,
} from '../../harness/history/find-run-record-by-id-or-latest.ts';
export { stateSubfolder } from '../../harness/history/project-state-folder.ts';
export { createRecordStore, readRecord } from '../../harness/history/run-record-store.ts';
export { CHANGED_LINES, type GateReport } from '../../harness/model/documents/gate-document.ts';
export type { RunRecord } from '../../harness/model/documents/run-record.ts';
export type {
  Comparison,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
export type { MeasuredDocument } from '../../reports/document-containing-runs.ts';
