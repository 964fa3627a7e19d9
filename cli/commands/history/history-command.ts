import type { HistoryReport } from '../../../harness/model/documents/history-document.ts';
import { PROJECT_OPTIONS } from '../../options/shared-command-options.ts';
import { type CoreCommand, defineCommand } from '../built-in-cli-command-definition.ts';
import {
  HISTORY_DECIDE_OPTIONS,
  HISTORY_MEASURE_OPTIONS,
  HISTORY_PRUNE_OPTIONS,
  HISTORY_VIEW_OPTIONS,
} from './history-command-options.ts';

function view(
  name: Exclude<HistoryReport['view'], 'show'>,
  summary: string,
): CoreCommand<typeof HISTORY_VIEW_OPTIONS> {
  return {
    name,
    takes: '[scenarios...]',
    summary,
    options: HISTORY_VIEW_OPTIONS,
    run: async (call) => (await import('./show-history-view.ts')).showHistoryView(call, name),
  };
}

function decide(
  name: string,
  decision: 'acknowledged' | 'ignored' | 'reopened',
  summary: string,
): CoreCommand<typeof HISTORY_DECIDE_OPTIONS> {
  return {
    name,
    takes: '<change>',
    summary,
    options: HISTORY_DECIDE_OPTIONS,
    run: async (call) => (await import('./manage-history.ts')).decideHistoryChange(call, decision),
  };
}

/** `history` command, which reports the records over time. */
export const historyCommand: CoreCommand = {
  name: 'history',
  summary: 'show trends, and when performance regressed',
  description:
    'Analyses all runs of the project in commit order. Finds typical values, drift, and lasting changes with the commits between which they occurred. Only `measure` takes measurements. The index, history.sqlite, is built from the records and can be deleted.',
  examples: [
    'perf-harness history trend parse           one scenario over time',
    'perf-harness history changes --since 30d   what changed, and since when',
    'perf-harness history measure v1.2.0..main  past commits',
    'perf-harness history show HEAD             a commit, a change or a run',
    'perf-harness history digest --since 7d --reporter markdown=week.md',
  ],
  options: {},
  commands: [
    view('trend', 'show each metric over time, with its typical values and changes'),
    view('changes', 'show lasting changes: size, start, and who acknowledged them'),
    view('digest', 'show changes for a weekly email (default: last 7 days)'),
    defineCommand({
      name: 'show',
      takes: '<what>',
      summary: 'show details of a change, a commit or a run',
      options: HISTORY_VIEW_OPTIONS,
      run: async (call) => (await import('./show-history-view.ts')).showChangeCommitOrRun(call),
    }),
    defineCommand({
      name: 'measure',
      takes: '<range...>',
      summary: 'measure past commits: v1.0.0..main',
      description:
        "Measures past commits with today's scenarios, or with only the scenarios listed after the range. Skips measurements that are already on record.",
      options: HISTORY_MEASURE_OPTIONS,
      run: async (call) => (await import('./measure-past-commits.ts')).measurePastCommits(call),
    }),
    decide('acknowledge', 'acknowledged', 'mark a change as known and being worked on'),
    decide('ignore', 'ignored', 'mark a change as intended'),
    decide('reopen', 'reopened', 'reopen an acknowledged or ignored change'),
    defineCommand({
      name: 'import',
      takes: '<files...>',
      summary: 'import records, exports and state folders from other machines',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-history.ts')).importHistory(call),
    }),
    defineCommand({
      name: 'export',
      takes: '[file]',
      summary: 'write all runs as JSON lines (default: standard output)',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-history.ts')).exportHistory(call),
    }),
    defineCommand({
      name: 'prune',
      summary: 'remove runs from the history',
      options: HISTORY_PRUNE_OPTIONS,
      run: async (call) => (await import('./manage-history.ts')).pruneHistory(call),
    }),
    defineCommand({
      name: 'rebuild',
      summary: 'rebuild the index from records and archive',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-history.ts')).rebuildIndex(call),
    }),
  ],
};
