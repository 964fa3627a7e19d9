import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { Config } from '../../harness/scenario/project-config.ts';

/** Selection and view of the history to report. */
export interface HistoryOptions {
  readonly config: Config;
  readonly view: HistoryReport['view'];
  /** Names of scenarios; empty: all. */
  readonly scenarios: readonly string[];
  /** Names of metrics; empty: those that decide verdicts. */
  readonly metrics: readonly string[];
  /** ISO 8601; null: everything. */
  readonly since: string | null;
  /** Branch, tag or commit whose history is reported; null: what is checked out. */
  readonly branch: string | null;
  readonly keepsUncommitted: boolean;
}

/** Returns options that select the whole history of a project. */
export function wholeHistoryOptions(config: Config, view: HistoryOptions['view']): HistoryOptions {
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
