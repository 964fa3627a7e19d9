import { compareSides } from '../../api/compare-sides.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for.ts';
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
  const report = compareSides(host, stateFolder, options.base, options.head);
  writeReports(host, targets, report, { baseline: null });
  return exitCodeForComparison(report, { strict: options.strict ?? false });
}
