import type { HistoryReport } from '../../../harness/model/documents/history-document.ts';
import { PROJECT_OPTIONS } from '../../options/shared-command-options.ts';
import { type CoreCommand, defineCommand } from '../core-command-definition.ts';
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
  summary: 'trends, and since when something is slower',
  description:
    'Looks at all runs of the project in the order of their commits: levels, changes for good with the commits they lie between, drift. Nothing is measured but by `measure`. The index of it, history.sqlite, is made of the records and can be removed.',
  examples: [
    'perf-harness history trend parse           one scenario over time',
    'perf-harness history changes --since 30d   what changed, and since when',
    'perf-harness history measure v1.2.0..main  commits of the past',
    'perf-harness history show HEAD             a commit, a change or a run',
    'perf-harness history digest --since 7d --reporter markdown=week.md',
  ],
  options: {},
  commands: [
    view('trend', 'each metric over time, with its levels and changes'),
    view('changes', 'what changed for good: how much, since when, who knows'),
    view('digest', 'what changed, for a weekly mail (default: of 7 days)'),
    defineCommand({
      name: 'show',
      takes: '<what>',
      summary: 'what is known of a change, a commit or a run',
      options: HISTORY_VIEW_OPTIONS,
      run: async (call) => (await import('./show-history-view.ts')).showChangeCommitOrRun(call),
    }),
    defineCommand({
      name: 'measure',
      takes: '<range...>',
      summary: 'measure commits of the past: v1.0.0..main',
      description:
        'Measures commits of the past by the scenarios of today, or by those that follow the range. What is on record already is left out.',
      options: HISTORY_MEASURE_OPTIONS,
      run: async (call) => (await import('./measure-past-commits.ts')).measurePastCommits(call),
    }),
    decide('acknowledge', 'acknowledged', 'say that a change is known and being worked on'),
    decide('ignore', 'ignored', 'say that a change is meant to stay'),
    decide('reopen', 'reopened', 'take back what was said of a change'),
    defineCommand({
      name: 'import',
      takes: '<files...>',
      summary: 'take in records, exports and state folders of other machines',
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
      summary: 'make the index anew from records and archive',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-history.ts')).rebuildIndex(call),
    }),
  ],
};
