import { projectHistory } from '../../api/history/project-history.ts';
import { showHistory as show } from '../../api/history/show-history.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type HistoryWords, readHistory } from '../../options/history.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';

/** `history trend`, `changes` and `digest`: what the records say over time. */
export async function historyCommand(
  host: Host,
  words: HistoryWords,
  view: HistoryReport['view'],
): Promise<ExitCode> {
  const options = await readHistory(host, words, view);
  const targets = await openReportTargets(host, options.reports);
  const report = await projectHistory(host, options, new AbortController().signal);
  writeReports(host, targets, report, { baseline: null, root: options.config.root });
  return EXIT.ok;
}

/** `history show`: what is known of one change, commit or run. */
export async function showHistory(
  host: Host,
  words: HistoryWords & { readonly key: string },
): Promise<ExitCode> {
  const options = await readHistory(host, words, 'show');
  const targets = await openReportTargets(host, options.reports);
  const report = await show(host, options, words.key, new AbortController().signal);
  writeReports(host, targets, report, { baseline: null, root: options.config.root });
  return EXIT.ok;
}
