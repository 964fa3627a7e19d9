import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { Config } from '../../harness/scenario/config.ts';

/** Selection and view of the history to report. */
export interface HistoryOptions {
  readonly config: Config;
  readonly view: HistoryReport['view'];
  /** Names; none: all. */
  readonly scenarios: readonly string[];
  /** Names; none: what verdicts rest on. */
  readonly metrics: readonly string[];
  /** ISO 8601; null: everything. */
  readonly since: string | null;
  /** Branch, tag or commit whose past it is; null: what is checked out. */
  readonly branch: string | null;
  readonly keepsUncommitted: boolean;
}

/** The whole history of a project. */
export function wholeHistory(config: Config, view: HistoryOptions['view']): HistoryOptions {
  return {
    config,
    view,
    scenarios: [],
    metrics: [],
    since: null,
    branch: null,
    keepsUncommitted: false,
  };
}
