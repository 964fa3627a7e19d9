/** History of a project, and what people say of its changes. */

export { historyOrNone } from '../../api/history/build-history-report.ts';
export { type DecisionRequest, decideChange } from '../../api/history/decide-change.ts';
export { type HistoryOptions, wholeHistory } from '../../api/history/history-options.ts';
export { type NoteRequest, takeNote } from '../../api/history/take-note.ts';
export type {
  HistoryChange,
  HistoryPoint,
  HistoryReport,
  Trend,
} from '../../harness/model/documents/history-document.ts';
export {
  type HistoryChangeFact,
  historyFacts,
  isPressing,
  type TrendFact,
} from '../../reports/facts/history/history-facts.ts';
export { historyView } from '../../reports/views/history/history-view.ts';
