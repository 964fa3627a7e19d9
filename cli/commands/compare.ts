import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { compareStored, type StoredSide } from '../../harness/compare-stored.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { chosenReporters, openReportTargets, writeReports } from '../reporting.ts';

export interface CompareCommandOptions extends ProjectOptions {
  readonly base: string;
  readonly head?: string;
  readonly strict?: boolean;
  readonly reporter?: readonly string[];
}

/** `perf-harness compare`: two stored sides; nothing is measured. */
export async function compareCommand(
  host: Host,
  options: CompareCommandOptions,
): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, options);
  const targets = await openReportTargets(host, chosenReporters(options.reporter, []));
  const base = readSide(host, stateFolder, options.base);
  const head = readSide(host, stateFolder, options.head ?? 'latest');
  const report = compareStored(base, head);
  writeReports(host, targets, report, { hasBaseline: true });
  return exitCodeForComparison(report, { strict: options.strict ?? false });
}

/** A side by what it is called: a baseline's name first, else a record. */
function readSide(host: Host, stateFolder: string, label: string): StoredSide {
  const baselines = createBaselineStore(host, stateFolder);
  if (baselines.has(label)) {
    return { label, source: 'baseline', runs: baselines.load(label).runs };
  }
  return { label, source: 'record', runs: createRecordStore(host, stateFolder).loadRuns(label) };
}
