import { buildHistoryReport } from '../../../api/history/build-history-report.ts';
import { describeChangeOrCommitOrRun } from '../../../api/history/describe-change-or-commit-or-run.ts';
import type { HistoryOptions } from '../../../api/history/history-report-options.ts';
import type { HistoryReport } from '../../../harness/model/documents/history-document.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import { type HistoryViewCall, readHistoryOptions } from './read-history-options.ts';

const { signal: NEVER } = new AbortController();

/** Runs `history trend`, `changes` and `digest`, which report the records over time. */
export function showHistoryView(
  call: HistoryViewCall,
  view: HistoryReport['view'],
): Promise<ExitCode> {
  return show(call, view, (options) => buildHistoryReport(call.host, options, NEVER));
}

/** Runs `history show`, which describes one change, commit or run. */
export function showChangeCommitOrRun(call: HistoryViewCall): Promise<ExitCode> {
  const [key = ''] = call.words;
  return show(call, 'show', (options) =>
    describeChangeOrCommitOrRun(call.host, options, key, NEVER),
  );
}

async function show(
  call: HistoryViewCall,
  view: HistoryReport['view'],
  look: (options: HistoryOptions) => Promise<HistoryReport>,
): Promise<ExitCode> {
  const { host, flags } = call;
  const options = await readHistoryOptions(call, view);
  const targets = await openReportTargets(host, readReportChoices(host, flags));
  const report = await look(options);
  writeReports(host, targets, report, { baseline: null, root: options.config.root });
  return EXIT.ok;
}
