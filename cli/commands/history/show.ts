import type { HistoryOptions } from '../../../api/history/history-options.ts';
import { projectHistory } from '../../../api/history/project-history.ts';
import { showHistory } from '../../../api/history/show-history.ts';
import type { HistoryReport } from '../../../harness/model/documents/history-document.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { readHistory, type ViewCall } from './read-history.ts';

const { signal: NEVER } = new AbortController();

/** `history trend`, `changes` and `digest`: what the records say over time. */
export function showView(call: ViewCall, view: HistoryReport['view']): Promise<ExitCode> {
  return show(call, view, (options) => projectHistory(call.host, options, NEVER));
}

/** `history show`: what is known of one change, commit or run. */
export function showOne(call: ViewCall): Promise<ExitCode> {
  const [key = ''] = call.words;
  return show(call, 'show', (options) => showHistory(call.host, options, key, NEVER));
}

async function show(
  call: ViewCall,
  view: HistoryReport['view'],
  look: (options: HistoryOptions) => Promise<HistoryReport>,
): Promise<ExitCode> {
  const { host, flags } = call;
  const options = await readHistory(call, view);
  const targets = await openReportTargets(host, readReports(host, flags));
  const report = await look(options);
  writeReports(host, targets, report, { baseline: null, root: options.config.root });
  return EXIT.ok;
}
