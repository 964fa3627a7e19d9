import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { reportOfRuns } from '../../../harness/gate/report-of-runs.ts';
import { findRecord } from '../../../harness/history/find-record.ts';
import type { RecordEntry } from '../../../harness/history/record-entry.ts';
import { createRecordStore } from '../../../harness/history/record-store.ts';
import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { openProject } from '../../../harness/scenario/open-project.ts';
import type { Call } from '../../../registry/command.ts';
import { readReports } from '../../options/reports.ts';
import type { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/tables.ts';
import { expectedText } from '../../output/baseline-expected.ts';
import { baselineList } from '../../output/baseline-list.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import type { SAVE_OPTIONS } from './options.ts';

type ProjectCall = Call<typeof PROJECT_OPTIONS>;

/** The baseline that is meant where none is named. */
const USUAL_NAME = 'main';

/** `baseline save`: the newest run of each scenario, or the named records. */
export async function saveBaseline(call: Call<typeof SAVE_OPTIONS>): Promise<ExitCode> {
  const { host, flags } = call;
  const [name = USUAL_NAME] = call.words;
  const { run: keys = null, note } = flags;
  const { stateFolder } = await openProject(host, flags);
  const records = createRecordStore(host, stateFolder);
  if (keys !== null && standsForRecord(records.list(), name)) throw namedAfterRecord(name);
  const loaded = (keys ?? ['latest']).flatMap((key) => records.loadRuns(key));
  // Visits of real users are not compared with those of another time.
  const runs = keys === null ? loaded.filter((run) => !isFieldAlone(run)) : loaded;
  const saved = createBaselineStore(host, stateFolder).save(name, runs, note);
  host.terminal.out(`saved ${saved.name}: ${scenarios(saved.runs.length)}\n`);
  // Field data are in no baseline; that they are known is told all the same.
  host.terminal.out(expectedText(keys === null ? loaded : saved.runs));
  return EXIT.ok;
}

/** By an identifier, by a beginning that fits one alone, or as the newest. */
function standsForRecord(records: readonly RecordEntry[], name: string): boolean {
  try {
    findRecord(records, name);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** `--run ONE OTHER` means both records, and would save one of them under the name of the other. */
function namedAfterRecord(name: string): UserError {
  return new UserError({
    code: 'baseline-name',
    message: `"${name}" is a record, not a name for a baseline.`,
    remedy: `Give every record an option of its own: --run ${name}`,
  });
}

export async function listBaselines({ host, flags }: ProjectCall): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, flags);
  host.terminal.out(baselineList(createBaselineStore(host, stateFolder).list()));
  return EXIT.ok;
}

export async function showBaseline({
  host,
  words: [name = ''],
  flags,
}: Call<typeof PROJECT_OPTIONS & typeof REPORT_OPTIONS>): Promise<ExitCode> {
  const { stateFolder, root } = await openProject(host, flags);
  const reports = readReports(host, flags, [], { hasRuns: true });
  const targets = await openReportTargets(host, reports);
  const { runs } = createBaselineStore(host, stateFolder).load(name);
  writeReports(host, targets, reportOfRuns(runs), { baseline: name, root });
  return EXIT.ok;
}

export async function removeBaseline({ host, words, flags }: ProjectCall): Promise<ExitCode> {
  const [name = ''] = words;
  const { stateFolder } = await openProject(host, flags);
  createBaselineStore(host, stateFolder).remove(name);
  host.terminal.out(`removed ${name}\n`);
  return EXIT.ok;
}

export async function promoteBaseline({ host, words, flags }: ProjectCall): Promise<ExitCode> {
  const [from = '', to = ''] = words;
  const { stateFolder } = await openProject(host, flags);
  const promoted = createBaselineStore(host, stateFolder).promote(from, to);
  host.terminal.out(`${to} is now what ${from} is: ${scenarios(promoted.runs.length)}\n`);
  return EXIT.ok;
}

function scenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}

/** Whether nothing was measured for it: all that it holds are visits of real users. */
function isFieldAlone({ field, metrics }: RunRecord): boolean {
  return field !== undefined && Object.keys(metrics).length === 0;
}
