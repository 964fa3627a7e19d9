import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { combineRuns } from '../../../harness/gate/combine-run-records-into-run-report.ts';
import { createCapacityStore } from '../../../harness/history/capacity-store.ts';
import {
  isLoadable,
  type RecordEntry,
} from '../../../harness/history/find-run-record-by-id-or-latest.ts';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import { readRecordedPageScreenshots } from '../../output/read-recorded-page-screenshots.ts';
import {
  openReportTargets,
  suggestBaseline,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import type { SAVED_REPORT_OPTIONS } from './report-command-options.ts';

/** Runs `perf-harness report`, which renders saved records again; nothing is measured. */
export async function runReport(call: Call<typeof SAVED_REPORT_OPTIONS>): Promise<ExitCode> {
  const { host, words, flags } = call;
  const records = words.length === 0 ? ['latest'] : words;
  const config = await openProject(host, flags);
  const reports = readReportChoices(host, flags, [], { hasRuns: true });
  const store = createRecordStore(host, config.stateFolder);
  const capacities = createCapacityStore(host, config.stateFolder);
  if (flags.list) {
    host.terminal.out(formatRecordList(store.list(), capacities.list()));
    return EXIT.ok;
  }
  const targets = await openReportTargets(host, reports);
  const [only = '', ...others] = records;
  const capacity = others.length === 0 ? capacities.load(only) : null;
  if (capacity !== null) {
    writeReports(host, targets, capacity, { baseline: null });
    return EXIT.ok;
  }
  const runs = records.flatMap((key) => store.loadRuns(key));
  const baseline = suggestBaseline(createBaselineStore(host, config.stateFolder).list());
  const pictures = readRecordedPageScreenshots(host, config.stateFolder, targets, runs);
  writeReports(host, targets, combineRuns(runs), { baseline, pictures, root: config.root });
  return EXIT.ok;
}

/**
 * Lists records, one per line, newest last; damaged records with their problem.
 * @param capacities - Identifiers of capacity searches.
 */
export function formatRecordList(
  entries: readonly RecordEntry[],
  capacities: readonly string[] = [],
): string {
  const searches = capacities.map((id) => `${id}  capacity search\n`).join('');
  if (entries.length === 0 && searches !== '') return searches;
  if (entries.length === 0) return 'no records yet; create some with: perf-harness run\n';
  return entries.map((entry) => `${lineOf(entry)}\n`).join('') + searches;
}

function lineOf(entry: RecordEntry): string {
  if (!isLoadable(entry)) return `${entry.id}  damaged: ${entry.problem}`;
  const outcome = entry.state === 'completed' ? entry.verdict : entry.state;
  return `${entry.id}  ${outcome.padEnd(12)}  ${entry.scenario}`;
}
