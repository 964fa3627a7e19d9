import { bisectProject } from '../../api/bisect/bisect-project.ts';
import { exitCodeForBisect } from '../../harness/gate/exit-code-for-bisect.ts';
import type { Host } from '../../harness/host.ts';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type BisectWords, readBisect } from '../../options/bisect.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { createBisectProgress } from '../under-way/bisect-progress.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';

/** `perf-harness bisect`: which commit, package or variable made the difference. */
export async function bisectCommand(host: Host, words: BisectWords): Promise<ExitCode> {
  const options = await readBisect(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const tell = (report: BisectReport): void =>
      writeReports(host, targets, report, { baseline: null });
    const measured = measuring(host, 'bisect', signal, (session, progress) =>
      bisectProject(host, options, session, createBisectProgress(host, progress)),
    );
    const report = await tellUnsaved(measured, tell);
    tell(report);
    return exitCodeForBisect(report);
  });
}
