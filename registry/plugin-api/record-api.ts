/** Run records, with their stores and judgments. */
export { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
export { combineRuns } from '../../harness/gate/combine-runs-into-report.ts';
export { exitCodeFor } from '../../harness/gate/exit-code-for-report.ts';
export { createComparisonStore } from '../../harness/history/comparison-store.ts';
export { recordsFolder } from '../../harness/history/project-state-folder.ts';
export {
  isLoadable,
  type LoadableRecord,
  readEntry,
} from '../../harness/history/run-record-list-entry.ts';
export { createRecordStore, readRecord } from '../../harness/history/run-record-store.ts';
export type { Comparison, Report } from '../../harness/model/documents/comparison-document.ts';
export { CHANGED_LINES, type GateReport } from '../../harness/model/documents/gate-document.ts';
export type { RunRecord } from '../../harness/model/documents/run-record.ts';
export type { MeasuredDocument } from '../../reports/document-containing-runs.ts';
