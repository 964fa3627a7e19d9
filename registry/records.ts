/** Records of runs, and what they are kept in and judged by. */
export { createBaselineStore } from '../harness/baseline/baseline-store.ts';
export { exitCodeFor } from '../harness/gate/exit-code-for.ts';
export { reportOfRuns } from '../harness/gate/report-of-runs.ts';
export { createRecordStore } from '../harness/history/record-store.ts';
export type { Comparison, Report } from '../harness/model/documents/document.ts';
export type { GateReport } from '../harness/model/documents/gate-document.ts';
export type { RunRecord } from '../harness/model/documents/record.ts';
export type { Measured } from '../reports/measured/measured-runs.ts';
