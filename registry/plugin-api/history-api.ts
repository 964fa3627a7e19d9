/** History of a project, and decisions and notes about its changes. */

export { buildHistoryOrNull } from '../../api/history/build-history-report.ts';
export {
  type HistoryOptions,
  wholeHistoryOptions,
} from '../../api/history/history-report-options.ts';
export {
  type DecisionRequest,
  decideChange,
} from '../../api/history/save-decision-on-performance-change.ts';
export { type NoteRequest, saveNote } from '../../api/history/save-history-note.ts';
export type {
  HistoryChange,
  HistoryPoint,
  HistoryReport,
  Trend,
} from '../../harness/model/documents/history-document.ts';
export {
  type HistoryChangeFact,
  historyFacts,
  needsAttention,
  type TrendFact,
} from '../../reports/display-facts/history/history-display-data.ts';
export { TREND_STYLE, trendSparkline } from '../../reports/html/history-trend-plot.ts';
export { TREND_READOUT_SCRIPT } from '../../reports/html/trend-readout-script.ts';
export type { TrendOptions } from '../../reports/html/trend-run-table.ts';
export {
  type ChangeLinks,
  changeTable,
  changeTone,
  trendSection,
} from '../../reports/views/history/history-blocks.ts';
export { historyView } from '../../reports/views/history/history-view.ts';
