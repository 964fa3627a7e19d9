import { checkProject } from '../../api/project/check-project.ts';
import type { Host } from '../../harness/host.ts';
import type { ChecklistReport } from '../../harness/model/documents/checklist-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { chooseChecks } from '../../project/checklist/lists.ts';
import { untilInterrupted } from '../measuring.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';

export interface CheckCommandOptions extends ProjectOptions {
  readonly names: readonly string[];
  /** The final checklist. */
  readonly list?: boolean;
  readonly evidence?: readonly string[];
  readonly strict?: boolean;
  readonly reporter?: readonly string[];
}

/** `perf-harness check`: what the files of the project have to show for it. */
export async function checkCommand(host: Host, options: CheckCommandOptions): Promise<ExitCode> {
  const { names, evidence = [], strict = false } = options;
  const list = options.list ? 'final' : 'answer';
  chooseChecks(list, names);
  const config = await openProject(host, options);
  const targets = await openReportTargets(host, readReports(host, options, config.reporters));
  return untilInterrupted(host, async (signal) => {
    const report = await checkProject(host, config, { list, names, files: evidence, signal });
    writeReports(host, targets, report, { baseline: null, root: config.root });
    return exitCodeForChecklist(report, strict);
  });
}

/** What is not known fails nothing, unless the caller asked for it to count. */
function exitCodeForChecklist({ verdict }: ChecklistReport, strict: boolean): ExitCode {
  if (verdict === 'fail') return EXIT.failed;
  return verdict === 'unverified' && strict ? EXIT.inconclusive : EXIT.ok;
}
