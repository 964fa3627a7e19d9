import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { baselineList } from '../output/baseline-list.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { chosenReporters, openReportTargets, writeReports } from '../reporting.ts';
import { reportOf } from './report.ts';

/** The baseline that is meant where none is named. */
const DEFAULT_NAME = 'main';

export interface SaveBaselineOptions extends ProjectOptions {
  readonly run?: readonly string[];
  readonly note?: string;
}

/** `baseline save`: the newest run of each scenario, or the named records. */
export async function saveBaseline(
  host: Host,
  name: string = DEFAULT_NAME,
  options: SaveBaselineOptions,
): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  const records = createRecordStore(host, stateFolder);
  const runs = (options.run ?? ['latest']).flatMap((key) => records.loadRuns(key));
  const saved = createBaselineStore(host, stateFolder).save(name, runs, options.note);
  host.terminal.out(`saved ${saved.name}: ${scenarios(saved.runs.length)}\n`);
  return EXIT.ok;
}

export async function listBaselines(host: Host, options: ProjectOptions): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  host.terminal.out(baselineList(createBaselineStore(host, stateFolder).list()));
  return EXIT.ok;
}

export async function showBaseline(
  host: Host,
  name: string,
  options: ProjectOptions & { readonly reporter?: readonly string[] },
): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  const targets = await openReportTargets(host, chosenReporters(options.reporter, []));
  const { runs } = createBaselineStore(host, stateFolder).load(name);
  writeReports(host, targets, reportOf(runs), { baseline: name });
  return EXIT.ok;
}

export async function removeBaseline(
  host: Host,
  name: string,
  options: ProjectOptions,
): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  createBaselineStore(host, stateFolder).remove(name);
  host.terminal.out(`removed ${name}\n`);
  return EXIT.ok;
}

export async function promoteBaseline(
  host: Host,
  from: string,
  to: string,
  options: ProjectOptions,
): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  const promoted = createBaselineStore(host, stateFolder).promote(from, to);
  host.terminal.out(`${to} is now what ${from} is: ${scenarios(promoted.runs.length)}\n`);
  return EXIT.ok;
}

function scenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}
