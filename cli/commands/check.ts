import { checkProject } from '../../api/project/check-project.ts';
import type { Host } from '../../harness/host.ts';
import type { ChecklistReport } from '../../harness/model/documents/checklist-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type CheckWords, readCheck } from '../../options/check.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** `perf-harness check`: what the files of the project have to show for it. */
export async function checkCommand(host: Host, words: CheckWords): Promise<ExitCode> {
  const options = await readCheck(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const report = await checkProject(host, options, signal);
    writeReports(host, targets, report, { baseline: null, root: options.config.root });
    return exitCodeForChecklist(report, options.strict);
  });
}

/** What is not known fails nothing, unless the caller asked for it to count. */
function exitCodeForChecklist({ verdict }: ChecklistReport, strict: boolean): ExitCode {
  if (verdict === 'fail') return EXIT.failed;
  return verdict === 'unverified' && strict ? EXIT.inconclusive : EXIT.ok;
}
